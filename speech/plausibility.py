"""Decides whether what a recogniser wrote was spoken at all.

Whisper fills silence, music and noise with words: it repeats one phrase, writes the credits of subtitles, or prints the
prompt it was given. One rule each; the first that fits names the rejection.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

HIGHEST_RATE = 9.0
"""Characters a second; a hasty speaker of Mandarin reaches about 7."""

ECHO_LOGPROB = -0.5
ECHO_SHARE = 0.4
"""Of a text that the engine is not sure of: so much of the prompt in it is the prompt."""
WHOLE_ECHO_SHARE = 0.8
WHOLE_ECHO_LENGTH = 9
"""Three names of districts and nothing else: nobody speaks so, however sure the engine is."""

LISTED = 3
LISTED_SHARE = 0.6
LISTED_LOGPROB = -0.2
"""So many short names of districts, real or not, one after the other, are what the prompt made of another language."""

LOOP_LOGPROB = -0.4
LOOP_TIMES = 4
"""A phrase so often, by an engine that is less sure than it is of clear speech."""

SPARE_CHARACTERS = 6
"""What a very short piece may have beyond the rate: its edges are cut."""

LOWEST_LOGPROB = -1.3
"""Mean log probability of a token below which words are guessed, whatever else speaks for them."""

DOUBTFUL_LOGPROB = -1.0
DOUBTFUL_NO_SPEECH = 0.5
CERTAIN_NO_SPEECH = 0.9
"""Speech over the telephone stays below 0.7, a short politeness included."""

REPEATS_COMPRESSION = 2.4
"""Whisper's own bound for text that compresses like a loop; Chinese speech lies near 1."""

_NOT_A_WORD = re.compile(r"[\W_]+")
_LOOP = re.compile(r"(.{1,12}?)\1{2,}")
_LONG_LOOP = re.compile(rf"(.{{1,12}}?)\1{{{LOOP_TIMES - 1},}}")
_CRIED = re.compile(r"[救命喂火快来疼痛打杀跳死走啊哎嗯对是好不人]|你好|帮")
"""What callers do say over and over."""
_ITEMS = re.compile(r"[、,，。;；\s]+")
_DISTRICT = re.compile(r"^.{1,4}[区县市]$")
_CREDITS = re.compile(
    r"字幕(?:by|由|提供|制作|志愿者|组|：|:)|中文字幕|字幕$|^字幕|"
    r"(?:谢谢|感谢)(?:大家|您的|你的|您|你)?(?:观看|收看|收聽|收听)|"
    r"(?:不吝)?点赞(?:.{0,3})?订阅|订阅(?:.{0,3})?(?:转发|频道|点赞)|打赏支持|明镜与点点|"
    r"优优独播剧场|yoyotelevisionseries|amaraorg|"
    r"(?:作词|作曲|编曲)[:：]?李宗盛|下(?:期|次|集)(?:视频|节目)?再见"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an engine says about a piece of text, besides the text."""

    seconds: float
    avg_logprob: float
    compression_ratio: float
    no_speech_prob: float


def rejection(text: str, evidence: Evidence, prompt: str = "") -> str | None:
    """Return the name of the rule by which ``text`` is taken for no speech, or None."""
    bare = bare_text(text)
    if not bare:
        return "empty"
    if is_credits(bare):
        return "credits"
    if echoes(bare, prompt) or is_made_of(bare, prompt, evidence) or is_list_of_districts(text, evidence):
        return "prompt_echo"
    if is_loop(bare, evidence):
        return "repetition"
    if len(bare) > HIGHEST_RATE * evidence.seconds + SPARE_CHARACTERS:
        return "too_fast"
    if evidence.avg_logprob < LOWEST_LOGPROB:
        return "unsure"
    if evidence.avg_logprob < DOUBTFUL_LOGPROB and evidence.no_speech_prob > DOUBTFUL_NO_SPEECH:
        return "no_speech"
    if evidence.no_speech_prob > CERTAIN_NO_SPEECH and evidence.avg_logprob < -0.5:
        return "no_speech"
    return None


def confidence(avg_logprob: float) -> float:
    """Return the geometric mean of the tokens' probabilities, in 0..1."""
    return min(1.0, max(0.0, math.exp(min(0.0, avg_logprob))))


def bare_text(text: str) -> str:
    """Return ``text`` without punctuation and spaces, in small letters."""
    return _NOT_A_WORD.sub("", text).lower()


def is_credits(bare: str) -> bool:
    """Say whether the text is what subtitles of films end with; a complaint about 订阅 is not."""
    return _CREDITS.search(bare) is not None


def echoes(bare: str, prompt: str) -> bool:
    """Say whether the text was copied from the prompt.

    So it is when a piece of one of the prompt's sentences makes up two fifths of the text: six characters of a plain
    sentence, nine of a list of names, for a caller may well say two of them.
    """
    for sentence in prompt.split("。"):
        source = bare_text(sentence)
        size = max(9 if "、" in sentence else 6, math.ceil(len(bare) * 0.4))
        if any(bare[at : at + size] in source for at in range(len(bare) - size + 1)):
            return True
    return False


def made_of(bare: str, prompt: str) -> float:
    """Return the share of a text that is pieces of three and more characters of the prompt, in whatever order.

    A language that the model was not told of comes out as the names it was told: 天河区、天河区、天河区.
    """
    source = bare_text(prompt)
    taken = [False] * len(bare)
    for at in range(len(bare) - 2):
        if bare[at : at + 3] in source:
            taken[at : at + 3] = [True] * 3
    return sum(taken) / len(bare) if bare else 0.0


def is_made_of(bare: str, prompt: str, evidence: Evidence) -> bool:
    """Say whether so much of a text is of the prompt that nobody spoke it."""
    share = made_of(bare, prompt)
    if share >= WHOLE_ECHO_SHARE and len(bare) >= WHOLE_ECHO_LENGTH:
        return True
    return share >= ECHO_SHARE and evidence.avg_logprob < ECHO_LOGPROB


def is_list_of_districts(text: str, evidence: Evidence) -> bool:
    """Say whether a text is a list of what sounds like names of districts: the prompt, on a language unknown to it."""
    items = [item for item in _ITEMS.split(text) if item]
    names = sum(_DISTRICT.match(item) is not None for item in items)
    return names >= LISTED and names >= LISTED_SHARE * len(items) and evidence.avg_logprob < LISTED_LOGPROB


def is_loop(bare: str, evidence: Evidence) -> bool:
    """Say whether the text is one phrase over and over that nobody spoke.

    A caller who shouts 救命 ten times compresses as well as a hallucination does; so repetition alone never rejects:
    the rate must be beyond a mouth, or the engine itself must doubt that there was speech; of a phrase that nobody
    shouts (沙区、沙区、沙区) a little doubt is enough.
    """
    looped = sum(len(match.group()) for match in _LOOP.finditer(bare))
    if looped < 0.6 * len(bare) and evidence.compression_ratio <= REPEATS_COMPRESSION:
        return False
    too_fast = len(bare) > HIGHEST_RATE * evidence.seconds + SPARE_CHARACTERS
    if too_fast or evidence.no_speech_prob > 0.7 or evidence.avg_logprob < DOUBTFUL_LOGPROB:
        return True
    phrases = [match.group(1) for match in _LONG_LOOP.finditer(bare)]
    cried = any(_CRIED.search(phrase) for phrase in phrases)
    return bool(phrases) and not cried and evidence.avg_logprob < LOOP_LOGPROB
