# The roles web, worker and bot: one image, and the command says which.

FROM node:24-bookworm-slim AS assets
WORKDIR /srv/heard/api/pages
COPY api/pages/package.json api/pages/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY api/pages ./
RUN npm run build

FROM python:3.11-slim-bookworm AS environment
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /srv/heard
COPY pyproject.toml uv.lock ./
ENV UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never
RUN uv sync --frozen --no-cache --no-default-groups --group app --python /usr/local/bin/python3.11

FROM python:3.11-slim-bookworm
# A volume takes over the owner of the folder that it covers.
RUN useradd --system --uid 10001 --home-dir /var/lib/heard heard \
    && install --directory --mode 0700 --owner heard /var/lib/heard /var/lib/heard/secrets
WORKDIR /srv/heard
COPY --from=environment /srv/heard/.venv .venv
COPY surveys surveys
COPY nlu nlu
# The second tier of the safety net; nobody may write here once the image runs.
RUN .venv/bin/python -m nlu train
COPY actions actions
COPY api api
COPY bot bot
COPY --from=assets /srv/heard/api/pages/static/vendor api/pages/static/vendor
COPY --from=assets /srv/heard/api/fonts api/fonts
# matplotlib wants a folder that it may write to.
ENV PATH=/srv/heard/.venv/bin:$PATH PYTHONUNBUFFERED=1 MPLCONFIGDIR=/tmp/matplotlib \
    HEARD_HOME=/var/lib/heard HEARD_HOST=0.0.0.0
USER 10001
EXPOSE 8000
CMD ["python", "-m", "bot", "serve", "web"]
