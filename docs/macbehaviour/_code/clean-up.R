Sys.unsetenv(c("key", "secret_key", "url", "model", "llm", "LOG_FILE"))
