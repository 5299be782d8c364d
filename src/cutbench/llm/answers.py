"""What of an answer is said to us: its text without the thinking, whatever part of the protocol it came in."""

import json
import re
from dataclasses import dataclass
from typing import Any

# Harmony, the format of gpt-oss, as it looks when a server does not take it apart.
CHANNEL = re.compile(
    r"<\|channel\|>\s*(\w+)[^<]*<\|message\|>(.*?)(?=<\|(?:end|return|call|start|channel)\|>|\Z)", re.DOTALL
)
OPEN, CLOSE = r"<think(?:ing)?>", r"</think(?:ing)?>"


@dataclass(frozen=True)
class Said:
    """The parts of an answer; `finish` is the reason why it ended, if the server says so."""

    text: str
    thinking: str = ""
    finish: str | None = None


def said_in(raw: dict[str, Any] | None) -> Said:
    """Take an answer of the chat protocol apart.

    The text is `content`, a text or a list of parts; where that is empty, the arguments of a tool. Thinking is
    `reasoning_content` or `reasoning`, and what stands in the text between tags or in a channel of its own. Half
    characters (lone surrogates), which no file can hold, become U+FFFD.
    """
    choices = (raw or {}).get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else {}
    choice = choice if isinstance(choice, dict) else {"message": choice}
    message, finish = choice.get("message"), choice.get("finish_reason")
    message = message if isinstance(message, dict) else {"content": message}
    text, inside = split_thinking(_text(message.get("content")))
    beside = _text(message.get("reasoning_content")) or _text(message.get("reasoning"))
    thinking = "\n".join(filter(None, (beside, inside)))
    said = text if text.strip() else _arguments(message)
    return Said(whole_characters(said), whole_characters(thinking), finish if isinstance(finish, str) else None)


def usage_in(raw: dict[str, Any] | None) -> dict[str, int]:
    """Return the token counts of a server's answer, 0 where it gives none that is a number."""
    usage = _object((raw or {}).get("usage"))
    return {
        "prompt_tokens": _count(usage.get("prompt_tokens")),
        "cached_tokens": _count(_object(usage.get("prompt_tokens_details")).get("cached_tokens")),
        "completion_tokens": _count(usage.get("completion_tokens")),
    }


def split_thinking(text: str) -> tuple[str, str]:
    """Return (what is said, what is thought) of a text with tags or channels."""
    channels = CHANNEL.findall(text)
    if channels:
        final = [said for channel, said in channels if channel == "final"]
        return "".join(final).strip(), "\n".join(said for channel, said in channels if channel != "final")
    thoughts = re.findall(f"{OPEN}(.*?){CLOSE}", text, re.DOTALL)
    text = re.sub(f"{OPEN}.*?{CLOSE}", "", text, flags=re.DOTALL)
    # A template may have opened the tag before the answer; an answer that was cut off does not close it.
    *before, text = re.split(CLOSE, text)
    text, *after = re.split(OPEN, text, maxsplit=1)
    return text.lstrip() if thoughts or before else text, "\n".join([*thoughts, *before, *after])


def whole_characters(text: str) -> str:
    """Join the halves of characters beyond 16 bits, and replace those that are alone."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _has_half(text) else text


def _has_half(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _text(content: Any) -> str:
    """Return a text; of a list of parts, those that are text."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(_text(part) for part in content)
    if isinstance(content, dict) and content.get("type", "text") in {"text", "output_text"}:
        return _text(content.get("text"))
    return ""


def _arguments(message: dict[str, Any]) -> str:
    """Return the arguments of the first tool that was called, as JSON."""
    calls = message.get("tool_calls")
    first = _object(calls[0]) if isinstance(calls, list) and calls else {}
    called = _object(first.get("function")) or _object(message.get("function_call"))
    arguments = called.get("arguments")
    return json.dumps(arguments) if isinstance(arguments, dict) else _text(arguments)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _count(value: Any) -> int:
    """Return a number of tokens; some servers send it as text."""
    try:
        return max(0, int(value))
    except (TypeError, ValueError, OverflowError):
        return 0
