sink(type = "message")
log_file <- Sys.getenv("LOG_FILE")
if (file.exists(log_file)) grep("^An error", readLines(log_file), value = TRUE)
