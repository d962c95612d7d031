-- The roles of the register, as a superuser creates them: here for the embedded server, and mounted by
-- docker-compose.yml for the container's. Passwords come in as settings of the session, never as text.
-- The owner owns the database and runs migrations; the application logs in as a plain role that owns nothing; the
-- eraser may call one function and read nothing; the reader, which the application becomes to read over the API, sees what
-- a reader's circles allow. Run again, it makes what is missing.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'contested_owner') THEN
        CREATE ROLE contested_owner;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'contested_app') THEN
        CREATE ROLE contested_app;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'contested_eraser') THEN
        CREATE ROLE contested_eraser;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'contested_reader') THEN
        CREATE ROLE contested_reader;
    END IF;
    ALTER ROLE contested_reader NOLOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS;
    GRANT contested_reader TO contested_app WITH INHERIT FALSE, SET TRUE;
    EXECUTE format(
        'ALTER ROLE contested_owner LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS PASSWORD %L',
        current_setting('contested.owner_password')
    );
    EXECUTE format(
        'ALTER ROLE contested_app LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS PASSWORD %L',
        current_setting('contested.app_password')
    );
    EXECUTE format(
        'ALTER ROLE contested_eraser LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS PASSWORD %L',
        current_setting('contested.eraser_password')
    );
END
$$;
