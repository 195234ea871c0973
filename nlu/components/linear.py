"""The classifier of intents in Rasa's pipeline; it reads the text by itself and needs no featurizer."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components import machine
from nlu.components.machine import Machine

KEPT = "machine.npz"
RANKED = 5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """`closeness` is for its training, `sharpness` for its reading: see nlu/components/machine.py."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._machine: Machine | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LinearIntentClassifier":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LinearIntentClassifier":
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._machine = machine.load(folder / KEPT)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        words, intents = [one.get(TEXT) for one in examples], [one.get(INTENT) for one in examples]
        learnt = machine.fit(words, intents, self._config["closeness"])
        with self._storage.write_to(self._resource) as folder:
            learnt.save(folder / KEPT)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        assert self._machine  # loaded before anybody speaks
        for message in messages:
            guesses = self._machine.read(message.get(TEXT) or "", self._config["sharpness"])
            ranking = [{"name": intent, "confidence": likely} for intent, likely in guesses[:RANKED]]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages
