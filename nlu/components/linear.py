"""A logistic regression that is stored as plain arrays: up in a second, and nothing to unpickle."""

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(LogisticRegressionClassifier):
    """Rasa's own, with rarer words weighing more, and stored otherwise.

    Rasa's skops file takes over a minute to load beside TensorFlow.
    """

    def __init__(
        self, config: dict[str, Any], name: str, model_storage: ModelStorage, resource: Resource
    ) -> None:
        super().__init__(config, name, model_storage, resource)
        self.clf.set_params(C=self.config.get("C", 1.0))
        self.weights: TfidfTransformer | None = None

    def _create_X(self, messages: list[Message]) -> csr_matrix:
        counts = super()._create_X(messages)
        return self.weights.transform(counts) if self.weights else counts

    def _create_training_matrix(self, training_data: TrainingData) -> tuple[csr_matrix, list[str]]:
        counts, intents = super()._create_training_matrix(training_data)
        self.weights = TfidfTransformer(sublinear_tf=True).fit(counts)
        return self.weights.transform(counts), intents

    def persist(self) -> None:
        assert self.weights  # set while training, which comes first
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(
                folder / "linear.npz",
                coefficients=self.clf.coef_,
                intercepts=self.clf.intercept_,
                classes=np.asarray(self.clf.classes_, dtype=np.str_),
                weights=self.weights.idf_,
            )

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LinearIntentClassifier":
        component = cls(config, execution_context.node_name, model_storage, resource)
        with model_storage.read_from(resource) as folder, np.load(folder / "linear.npz") as kept:
            component.clf.coef_ = kept["coefficients"]
            component.clf.intercept_ = kept["intercepts"]
            # Python's own strings: numpy's would not turn into JSON in the reply.
            component.clf.classes_ = kept["classes"].astype(object)
            component.weights = TfidfTransformer(sublinear_tf=True)
            component.weights.idf_ = kept["weights"]
        return component
