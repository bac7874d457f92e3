"""The units of a generated city: districts, departments, companies, streets; and what its citizens bring (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tickets.service.organisation import Duty, Level, Organisation, Unit

NAMES = "东西南北中江河湖海山云龙凤平安和顺丰兴宁康永新明华光春秋长福"
DEPARTMENTS = (
    ("urban_management", "市城市管理和综合执法局", ("con_municipal_02", "con_municipal_04", "con_municipal_14")),
    ("housing", "市住房和城乡建设局", ("con_municipal_12", "con_housing", "con_quality")),
    ("transport", "市交通运输局", ("con_municipal_06", "tra_roads", "tra_taxi")),
    ("labour", "市人力资源和社会保障局", ("lab_wages", "lab_relations")),
    ("education", "市教育局", ("edu_fees", "edu_exams")),
    ("health", "市卫生健康委员会", ("hea_medical", "hea_public")),
    ("market", "市市场监督管理局", ("com_market", "com_quality")),
    ("environment", "市生态环境局", ("env_pollution",)),
    ("police", "市公安局", ("jus_traffic", "jus_household", "jus_security")),
    ("planning", "市规划和自然资源局", ("con_planning_02",)),
)
COMPANIES = (
    ("water_company", "市自来水公司", ("con_municipal_16",)),
    ("power", "市供电局", ("con_municipal_15",)),
    ("gas", "市燃气集团", ("con_municipal_13",)),
    ("bus", "市公交集团", ("con_municipal_10",)),
)


@dataclass(frozen=True)
class District:
    """A district of the city with its streets."""

    code: str
    name: str
    streets: tuple[str, ...]


@dataclass(frozen=True)
class City:
    """Districts and the organisation that serves them."""

    districts: tuple[District, ...]
    organisation: Organisation


def generate_city(random: Random, districts: int, units: int) -> City:
    """Return a city of so many districts whose organisation has so many units, the province and the city included.

    Raises:
        ValueError: there are fewer units than districts, departments and companies need.
    """
    needed = 2 + len(DEPARTMENTS) + len(COMPANIES) + districts
    if units < needed or districts < 1 or districts > 200:
        raise ValueError(f"a city of {districts} districts has {needed} units or more, and 1 to 200 districts")
    made = _districts(random, districts, units - needed)
    found = [
        Unit(code="province", name="省人民政府", level=Level.PROVINCE),
        Unit(code="city", name="市人民政府", level=Level.CITY, parent="province"),
        *(Unit(code=code, name=name, level=Level.CITY, parent="city") for code, name, _ in DEPARTMENTS),
        *(Unit(code=code, name=name, level=Level.ENTERPRISE, parent="city") for code, name, _ in COMPANIES),
    ]
    duties = [
        Duty(unit=code, classes=classes, basis="职责清单（生成）") for code, _, classes in (*DEPARTMENTS, *COMPANIES)
    ]
    for district in made:
        found.append(Unit(code=district.code, name=f"{district.name}人民政府", level=Level.DISTRICT, parent="city"))
        duties.append(Duty(unit=district.code, districts=(district.name,), basis="属地管理"))
        for number, street in enumerate(district.streets, 1):
            code = f"{district.code}_{number}"
            name = f"{district.name}{street}办事处"
            found.append(Unit(code=code, name=name, level=Level.STREET, parent=district.code))
            duties.append(
                Duty(
                    unit=code,
                    classes=("con_municipal_12", "con_municipal_14"),
                    districts=(district.name,),
                    streets=(street,),
                    basis="镇街职责清单（生成）",
                )
            )
    return City(tuple(made), Organisation(units=tuple(found), duties=tuple(duties)))


def _districts(random: Random, count: int, streets: int) -> list[District]:
    """Return districts that share so many streets as evenly as it goes."""
    pairs = [one + other for one in NAMES for other in NAMES if one != other]
    names = random.sample(pairs, count + streets)
    made = []
    for number in range(count):
        share = streets // count + (number < streets % count)
        own = tuple(f"{names.pop()}街道" for _ in range(share))
        made.append(District(f"d{number + 1:03d}", f"{names.pop()}区", own))
    return made
