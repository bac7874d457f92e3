"""What callers hear: words in each language, the recording of them, and its way into the switch's folder."""

from ivr.prompts.keeper import PromptKeeper
from ivr.prompts.model import FALL_BACK, KIND, NAME_FORM, Prompt, Spoken, state_of
from ivr.prompts.service import Prompts, Shipped
from ivr.prompts.synthesis import CommandSynthesis, NoSynthesis, Synthesis

__all__ = [
    "FALL_BACK",
    "KIND",
    "NAME_FORM",
    "CommandSynthesis",
    "NoSynthesis",
    "Prompt",
    "PromptKeeper",
    "Prompts",
    "Shipped",
    "Spoken",
    "Synthesis",
    "state_of",
]
