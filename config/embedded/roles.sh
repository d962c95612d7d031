#!/bin/sh
# Run once by the container's entry point, when docker-compose.yml starts PostgreSQL on an empty volume.
set -eu
export PGOPTIONS="-c contested.owner_password=$OWNER_PASSWORD -c contested.app_password=$APP_PASSWORD \
    -c contested.eraser_password=$ERASER_PASSWORD"
psql --set ON_ERROR_STOP=1 --username postgres --dbname postgres --file "${ROLES:-/roles.sql}"
psql --set ON_ERROR_STOP=1 --username postgres --dbname postgres \
    --command "CREATE DATABASE contested OWNER contested_owner ENCODING UTF8"
