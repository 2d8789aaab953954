# docker run --publish 8000:8000 learning-loop
ARG NODE_IMAGE=node:22-slim
ARG PYTHON_IMAGE=python:3.13-slim

# The secrets are optional: where a machine reaches the registries in its own way, scripts/image.py
# hands its configuration to these steps, and none of it stays in the image.

FROM ${NODE_IMAGE} AS web
WORKDIR /src
COPY .npmrc package.json package-lock.json ./
COPY web web
RUN --mount=type=secret,id=npmrc,target=/etc/npmrc \
    --mount=type=secret,id=certificates,target=/etc/ssl/certs/ca-certificates.crt \
    NPM_CONFIG_GLOBALCONFIG=/etc/npmrc node web/vendor.mjs

FROM ${PYTHON_IMAGE} AS build
WORKDIR /src
COPY . .
COPY --from=web /src/static/vendor static/vendor
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=secret,id=certificates,target=/etc/ssl/certs/ca-certificates.crt \
    python3 -m venv /opt/venv \
    && /opt/venv/bin/pip install -qq --no-cache-dir --constraint requirements.lock . \
    && /opt/venv/bin/pip uninstall -qq --yes setuptools pip

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="Learning Loop" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/venv /opt/venv
# One BLAS thread: many small runs share the processors, and equal bits need it.
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    OPENBLAS_NUM_THREADS=1 \
    LEARNING_LOOP_HOST=0.0.0.0 \
    LEARNING_LOOP_PORT=8000
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
    CMD ["python3", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['LEARNING_LOOP_PORT'] + '/healthz', timeout=2)"]
ENTRYPOINT ["learning-loop"]
