"""Where a caller may be; pure. A mobile number says nothing, a landline its area code, words the most."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from agent_desktop.desk.shapes import DistrictGuess

AREA_CODES: Mapping[str, str] = MappingProxyType(
    {
        "010": "北京市",
        "020": "广州市",
        "021": "上海市",
        "022": "天津市",
        "023": "重庆市",
        "024": "沈阳市",
        "025": "南京市",
        "027": "武汉市",
        "028": "成都市",
        "029": "西安市",
        "0660": "汕尾市",
        "0662": "阳江市",
        "0663": "揭阳市",
        "0668": "茂名市",
        "0750": "江门市",
        "0751": "韶关市",
        "0752": "惠州市",
        "0753": "梅州市",
        "0754": "汕头市",
        "0755": "深圳市",
        "0756": "珠海市",
        "0757": "佛山市",
        "0758": "肇庆市",
        "0759": "湛江市",
        "0760": "中山市",
        "0762": "河源市",
        "0763": "清远市",
        "0766": "云浮市",
        "0768": "潮州市",
        "0769": "东莞市",
    }
)


def district_guess(number: str, fields: Mapping[str, Mapping[str, Any]]) -> DistrictGuess | None:
    """Return where the caller may be: the draft's district, else the city of a landline's area code."""
    said = fields.get("district", {}).get("value")
    if isinstance(said, str) and said:
        return DistrictGuess(label=said, source="words")
    city = AREA_CODES.get(number[:3]) or AREA_CODES.get(number[:4]) if number.startswith("0") else None
    return DistrictGuess(label=city, source="number") if city else None
