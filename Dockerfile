# scorecard in a small image: docker build -t scorecard . && docker run --rm -v "$PWD:/records" scorecard check
FROM python:3.12-slim
COPY . /src
RUN pip install --no-cache-dir --require-hashes --requirement /src/requirements.lock \
    && pip install --no-cache-dir --no-deps /src && rm -r /src \
    && apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home editor
USER editor
WORKDIR /records
ENTRYPOINT ["scorecard"]
