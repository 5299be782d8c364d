import pytest
from pydantic import BaseModel

from cutbench.errors import CutbenchError
from cutbench.llm import ChatModel, Grammar, Message, ScriptedModel, run_record

QUESTION: list[Message] = [{"role": "user", "content": "Which cuts?"}]


class Cuts(BaseModel):
    cuts: list[str]


def test_answers_in_turn_and_the_same_checks() -> None:
    model: ChatModel = ScriptedModel([{"cuts": ["a"]}, "nonsense", ""])
    replies = [model.ask(QUESTION, purpose="p", seed=1, schema=Cuts) for _ in range(3)]
    assert [reply.outcome for reply in replies] == ["ok", "bad_json", "empty"]
    assert replies[0].data == {"cuts": ["a"]}
    with pytest.raises(CutbenchError, match="no answer left for 'p'"):
        model.ask(QUESTION, purpose="p", seed=1)


def test_a_function_of_messages_and_purpose() -> None:
    model = ScriptedModel(lambda messages, purpose: f"{purpose}: {messages[-1]['content']}")
    assert model.ask(QUESTION, purpose="read", seed=0).text == "read: Which cuts?"
    assert model.asked == [("read", QUESTION)]


def test_run_record_sums_up() -> None:
    model = ScriptedModel(["x", "y"])
    replies = [model.ask(QUESTION, purpose=purpose, seed=3) for purpose in ("a", "b")]
    record = run_record(
        model,
        benchmark="b",
        task="extraction/chunked",
        seed=3,
        protocol=1,
        prompts={"p": "0"},
        calls=[reply.summary for reply in replies],
    )
    assert (record.model, record.engine, record.seed, record.replayed) == ("scripted", "scripted", 3, False)
    assert [call.purpose for call in record.calls] == ["a", "b"]
    assert record.calls[0].key == record.calls[1].key


def test_an_answer_under_a_grammar_is_text() -> None:
    reply = ScriptedModel(["a\nb"]).ask(QUESTION, purpose="p", seed=0, grammar=Grammar("root ::= x"))
    assert (reply.outcome, reply.text, reply.data) == ("ok", "a\nb", None)
