"""A topic is known to Rasa by its examples alone: the domain takes its intents from them."""

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method


class TopicImporter(RasaFileImporter):
    """Rasa's reader of files, which adds each intent that has examples to the domain."""

    @cached_method  # type: ignore[untyped-decorator]
    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        data: TrainingData = super().get_nlu_data(language)
        return data

    @cached_method  # type: ignore[untyped-decorator]
    def get_domain(self) -> Domain:
        intents = sorted(self.get_nlu_data().intents)
        return super().get_domain().merge(Domain.from_dict({"intents": intents}))
