# One image for web, worker, beat and migrate (docker-compose.yml). Parsed and compared with the settings by
# tests/architecture; no engine builds it in CI.
FROM python:3.13-slim AS build
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
COPY pyproject.toml requirements.lock ./
# The lock constrains, hashes included; what only developers need is left out.
RUN uv venv /venv && VIRTUAL_ENV=/venv uv pip install --no-cache -r pyproject.toml -c requirements.lock

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin contested
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=config.settings PYTHONPATH=/app
WORKDIR /app
COPY --from=build /venv /venv
COPY manage.py ./
COPY config config
COPY audit audit
COPY actors actors
COPY claims claims
# The settings want their variables, which collecting static files does not use.
RUN DATABASE_URL=postgresql://none/none REDIS_URL=redis://none CONTESTED_SECRET_KEY=none CONTESTED_KEY_PEPPER=none \
    CONTESTED_STATIC_ROOT=/app/static django-admin collectstatic --no-input
ENV CONTESTED_STATIC_ROOT=/app/static
ENV GRANIAN_WORKERS=2 GRANIAN_BLOCKING_THREADS=4
RUN install --directory --owner contested /log /head
USER contested
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", "config.wsgi:application"]
