set_key_checked <- function(...) {
  ok <- FALSE
  seen <- function(m) {
    ok <<- ok || grepl("Model - ", conditionMessage(m), fixed = TRUE)
  }
  withCallingHandlers(setKey(...), message = seen)
  if (!ok) stop("the provider did not answer; see the messages above")
  invisible(TRUE)
}
