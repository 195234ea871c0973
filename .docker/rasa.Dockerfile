# The role rasa: its own environment, and a model trained while the image is made.

FROM python:3.11-slim-bookworm AS environment
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /srv/heard
COPY pyproject.toml uv.lock ./
# TensorFlow takes 5 seconds to import from bytecode and 16 without.
ENV UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/srv/heard/.venv-rasa
RUN uv sync --frozen --no-cache --only-group rasa --python /usr/local/bin/python3.11

FROM python:3.11-slim-bookworm AS base
WORKDIR /srv/heard
COPY --from=environment /srv/heard/.venv-rasa .venv-rasa
COPY nlu nlu
ENV PATH=/srv/heard/.venv-rasa/bin:$PATH PYTHONPATH=/srv/heard PYTHONUNBUFFERED=1 \
    RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=3 PYTHONWARNINGS=ignore \
    SQLALCHEMY_SILENCE_UBER_WARNING=1 HOME=/tmp

FROM base AS model
RUN rasa train --config nlu/config.yml --domain nlu/domain --data nlu/data --out nlu/models --fixed-model-name heard

FROM base
COPY --from=model /srv/heard/nlu/models nlu/models
RUN useradd --system --uid 10001 --home-dir /tmp heard
USER 10001
EXPOSE 5005
# Rasa reads its settings from the environment only; the secrets lie in files.
CMD ["sh", "-c", "HEARD_ACTION_SECRET=\"$(cat /run/secrets/heard_action_secret)\" HEARD_RASA_TOKEN=\"$(cat /run/secrets/heard_rasa_token)\" exec rasa run --quiet --interface 0.0.0.0 --port 5005 --model nlu/models/heard.tar.gz --endpoints nlu/endpoints.yml --credentials nlu/credentials.yml"]
