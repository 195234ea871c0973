"""Reads the intents of sentences with a trained model; runs in Rasa's own environment.

Argument: the model. In: a JSON list of sentences. Out, as the last line: the intent of each, the ranking and
the milliseconds.
"""

import asyncio
import json
import sys
import time

from rasa.core.agent import Agent
from rasa.utils.common import configure_logging_and_warnings


async def read(agent: Agent, sentence: str) -> dict[str, object]:
    began = time.perf_counter()
    parsed = await agent.parse_message(sentence)
    took = (time.perf_counter() - began) * 1000
    ranking = [guess["name"] for guess in parsed["intent_ranking"] if guess["name"] != "nlu_fallback"]
    return {"intent": parsed["intent"]["name"], "ranking": ranking, "ms": took}


async def main() -> None:
    agent = Agent.load(sys.argv[1])
    print(json.dumps([await read(agent, sentence) for sentence in json.load(sys.stdin)]))


configure_logging_and_warnings(log_level=40, filter_repeated_logs=False)
asyncio.run(main())
