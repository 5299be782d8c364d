"""What an answer of the chat protocol says: its text without the thinking, in whatever field it came."""

import json
import re
from dataclasses import dataclass
from typing import Any

# Harmony, the format of gpt-oss, where the server leaves it in the text.
CHANNEL = re.compile(
    r"<\|channel\|>\s*(\w+)[^<]*<\|message\|>(.*?)(?=<\|(?:end|return|call|start|channel)\|>|\Z)", re.DOTALL
)
OPEN, CLOSE = r"<think(?:ing)?>", r"</think(?:ing)?>"


@dataclass(frozen=True)
class Answer:
    """The parts of an answer; `finish` is the server's reason for its end, if it gives one."""

    text: str
    thinking: str = ""
    finish: str | None = None


def answer_in(raw: dict[str, Any] | None) -> Answer:
    """Return text and thinking of an answer.

    The text is `content`, a text or a list of parts; if that is empty, the arguments of a tool call. Thinking is
    `reasoning_content` or `reasoning`, and what stands in the text between tags or in a channel of its own. Lone
    surrogates (half characters), which no file can hold, become U+FFFD.
    """
    choice = first_choice(raw or {})
    message, finish = choice.get("message"), choice.get("finish_reason")
    message = message if isinstance(message, dict) else {"content": message}
    text, inside = _split_thinking(_text(message.get("content")))
    beside = _text(message.get("reasoning_content")) or _text(message.get("reasoning"))
    thinking = "\n".join(filter(None, (beside, inside)))
    said = text if text.strip() else _arguments(message)
    return Answer(repair_surrogates(said), repair_surrogates(thinking), finish if isinstance(finish, str) else None)


def first_choice(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the first of an answer's choices, {} if there is none; a choice that is a mere text is its message."""
    choices = raw.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else {}
    return choice if isinstance(choice, dict) else {"message": choice}


def usage_in(raw: dict[str, Any] | None) -> dict[str, int]:
    """Return the token counts of an answer; 0 where the server gives no number."""
    usage = _object((raw or {}).get("usage"))
    return {
        "prompt_tokens": _count(usage.get("prompt_tokens")),
        "cached_tokens": _count(_object(usage.get("prompt_tokens_details")).get("cached_tokens")),
        "completion_tokens": _count(usage.get("completion_tokens")),
    }


def repair_surrogates(text: str) -> str:
    """Join surrogate pairs into their character, and replace lone surrogates."""
    if not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _split_thinking(text: str) -> tuple[str, str]:
    """Return (answer, thinking) of a text with tags or channels."""
    channels = CHANNEL.findall(text)
    if channels:
        final = [said for channel, said in channels if channel == "final"]
        return "".join(final).strip(), "\n".join(said for channel, said in channels if channel != "final")
    thoughts = re.findall(f"{OPEN}(.*?){CLOSE}", text, re.DOTALL)
    text = re.sub(f"{OPEN}.*?{CLOSE}", "", text, flags=re.DOTALL)
    # The prompt's template may have opened the tag already, and a cut-off answer does not close it.
    *before, text = re.split(CLOSE, text)
    text, *after = re.split(OPEN, text, maxsplit=1)
    return text.lstrip() if thoughts or before else text, "\n".join([*thoughts, *before, *after])


def _text(content: Any) -> str:
    """Return a text, or the text parts of a list joined."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(_text(part) for part in content)
    if isinstance(content, dict) and content.get("type", "text") in {"text", "output_text"}:
        return _text(content.get("text"))
    return ""


def _arguments(message: dict[str, Any]) -> str:
    """Return the arguments of the first tool call, as JSON."""
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
