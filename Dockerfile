# Build:  docker build -t haavi .
# Serve a GeoPackage:  docker run -p 8080:8080 -v ./data:/data:ro haavi serve /data/occurrences.gpkg --listen 0.0.0.0:8080
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=container
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /haavi ./cmd/haavi
# The demo keeps its GeoPackage here; the folder must belong to the user that runs the program.
RUN mkdir /cache && chown 65532:65532 /cache

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=65532:65532 /cache /cache
COPY --from=build /haavi /haavi
ENV XDG_CACHE_HOME=/cache TMPDIR=/cache
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["/haavi", "health", "http://127.0.0.1:8080/healthz"]
ENTRYPOINT ["/haavi"]
CMD ["demo", "--listen", "0.0.0.0:8080"]
