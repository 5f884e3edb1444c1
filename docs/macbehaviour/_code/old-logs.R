old_logs <- list.files(pattern = "^request_log_.*[.]txt$", recursive = TRUE)
unlink(old_logs)
old_logs
