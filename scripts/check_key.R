# Say whether an API key of an LLM provider works, and if not, what to do next: the short form for R.
#
#     Rscript check_key.R openai              in a terminal, or in R and RStudio:
#     source("check_key.R"); check_key("openai")
#
# It needs two packages once: install.packages(c("httr2", "jsonlite"))
# It knows the providers of the package MacBehaviour, and gives the same verdicts as check_key.py,
# which knows more providers and more accidents of copying.
#
# What happens to your key, so that you can see for yourself before you run this:
# - it is read from the environment, where .Renviron puts it, and from nowhere else;
# - it goes in one header to the one address that is printed, and no redirect is followed;
# - it is written to no file and never printed, and neither are the server's own words.
#
# Exit code of Rscript: 0 it works, 1 the key or the account must be mended, 2 wrong use, 3 could not tell.

check_key <- local({  # a room of its own: R gets the one name check_key, and nothing of yours is hidden

DEADLINE <- 20         # seconds for all that is asked about one key
BODY_CAP <- 1024^2     # bytes of an answer
LONGEST_KEY <- 8192    # the longest known have 2000 letters
MEND <- c("missing", "malformed", "invalid", "expired", "leaked", "no_scope",
          "no_credit", "restricted", "region", "account", "model")
LATER <- "Try again later. Nothing was learnt about your key, so do not replace it."
NETWORK <- "Sign in to the network in your browser, or use another network."

# A provider, and an answer that it is known to give; what the table leaves out has these values.
provider <- function(...) {
  usual <- list(env_aliases = character(), keys_page = "", header = "Authorization", scheme = "Bearer",
                extra_headers = list(), method = "GET", body = "", price = "", status = 200,
                is_array = FALSE, expect = character(), refusal = c("error", "message", "detail"),
                plain_errors = FALSE, own_server = FALSE, control = FALSE, permission = character())
  utils::modifyList(usual, list(...))
}
row <- function(id, verdict, status, says, do, ...) {
  usual <- list(code = "", type = "", message = "", field = "", equals = "", at_most = -Inf, page = "")
  given <- list(id = id, verdict = verdict, status = status, says = says, do = do)
  c(given, utils::modifyList(usual, list(...)))
}
finding <- function(verdict, says, do, row = "") list(verdict = verdict, says = says, do = do, row = row)

# --- The command -------------------------------------------------------------------------------------

# Check the provider's key, print the verdict, and give it back. `base_url`: another address of the provider.
check_key <- function(name, base_url = NULL, yes = FALSE) {
  if (!requireNamespace("httr2", quietly = TRUE) || !requireNamespace("jsonlite", quietly = TRUE))
    refuse('a package is missing: install.packages(c("httr2", "jsonlite"))')
  if (!isTRUE(name %in% names(TABLE))) {
    if (isTRUE(nchar(name) > 15)) refuse("this may be a key: it belongs into the environment, not here.")
    refuse("unknown provider. Known are ", paste(names(TABLE), collapse = ", "), ".")
  }
  p <- TABLE[[name]]
  base <- if (is.null(base_url)) p$base else checked(base_url)
  end <- Sys.time() + DEADLINE
  check <- c(find_key(p), list(p = p, base = base, is_elsewhere = base != p$base, end = end))
  found <- unsent(check)
  if (is.null(found)) {
    agree(p, yes)
    found <- find(check)
  }
  show(found, check, name)
  invisible(found$verdict)
}

# Do what the command line asks for and give the exit code.
main <- function(words) {
  tryCatch(run(setdiff(words, "--yes"), "--yes" %in% words), refused = function(error) {
    message("check_key: ", conditionMessage(error))
    2
  }, error = function(error) {
    message("check_key: failed by itself. No word on your key.")
    3
  })
}
run <- function(words, yes) {
  if (length(words) == 0 || words[1] == "--help") {
    cat("Rscript check_key.R PROVIDER [URL] [--yes]\n")
    cat("PROVIDER is one of", paste(names(TABLE), collapse = ", "), "\n")
    return(if (length(words)) 0 else 2)
  }
  if (length(words) > 2) refuse("too many arguments; see --help")
  verdict <- check_key(words[1], if (length(words) == 2) words[2], yes)
  if (verdict == "ok") 0 else if (verdict %in% MEND) 1 else 3
}

refuse <- function(...) {
  stop(structure(class = c("refused", "error", "condition"), list(message = paste0(...), call = NULL)))
}

# Where even the check costs something, say the price and ask.
agree <- function(p, yes) {
  if (p$price == "") return(invisible())
  message("The check sends ", p$name, " one short request. Price: ", p$price)
  if (!yes && !interactive()) refuse("nobody is here to agree to that: add --yes")
  if (!yes && !tolower(readline("Send it? [y/N] ")) %in% c("y", "yes")) refuse("nothing was sent")
}

# --- The key and the address -------------------------------------------------------------------------

find_key <- function(p) {
  values <- Sys.getenv(c(p$env, p$env_aliases), names = TRUE)
  filled <- values[nzchar(trimws(values))]
  if (length(filled) == 0) return(list(key = "", from = p$env, notes = character()))
  from <- names(filled)[1]
  key <- clean(filled[[1]])
  others <- names(filled)[vapply(filled, clean, "") != key]
  mend <- paste0("Taken away first: what stood around the key. Mend ", from, ": other programs fail on that.")
  notes <- c(mend[key != filled[[1]]], sprintf("%s holds another key; this is about %s.", others, from))
  list(key = key, from = from, notes = notes)
}

# Take away what copying leaves around a key.
clean <- function(text) {
  text <- gsub("^[\\s\"'`]+|[\\s\"'`]+$", "", text, perl = TRUE, useBytes = TRUE)
  sub("^(Authorization:\\s*)?Bearer\\s+[\"']?", "", text, ignore.case = TRUE, perl = TRUE, useBytes = TRUE)
}

# Give a finding when there is nothing worth sending.
unsent <- function(check) {
  p <- check$p
  key <- check$key
  has <- function(pattern) grepl(pattern, key, ignore.case = TRUE, perl = TRUE, useBytes = TRUE)
  if (p$own_server && toupper(key) %in% c("", "NA")) return(NULL)
  if (key == "") {
    do <- paste0("Put ", p$env, " into .Renviron and restart R: ", SITE, "how-to/store-a-key.html#renviron")
    return(finding("missing", paste0("There is no key: ", p$env, " is not set in this R, or is empty."), do))
  }
  is_shortened <- !p$own_server && has("\\.\\.\\.|\\*\\*|redacted|masked")
  wrong <- if (nchar(key, "bytes") > LONGEST_KEY) "is far too long"
    else if (is_shortened) "is a shortened or masked form of a key"
    else if (!p$own_server && has(PLACEHOLDER)) "is a placeholder"
    else if (has("\\s")) "has a space or a line break inside"
    else if (has("[^!-~]")) "has a letter that no key has: a curly quote or a look-alike?"
  if (is.null(wrong)) return(NULL)
  source <- if (p$keys_page == "") "where it was made" else p$keys_page
  do <- paste0("Copy the key again, whole, from ", source, ".")
  finding("malformed", paste0("The text from ", check$from, " ", wrong, ". Nothing was sent."), do)
}
PLACEHOLDER <- paste0(
  "^(<.*>|\\$.*|%.*%|\\{.*\\}|\\[.*\\]|.*(.)\\2{7,}.*|(.*[-_])?x{3,}",
  "|.*your[-_ ]?.*(key|token|secret).*|.*(key|token)[-_ ]here|.*no[-_]key[-_](required|needed).*",
  "|(replace|change)[-_ ]?me.*|insert.*|none|null|undefined|n/?a|todo|test|dummy|(api[-_]?)?key|token)$"
)

# Give the address without its last slash, unless a key must not go there.
checked <- function(address) {
  if (!grepl("^https?://[^/?#@\\\\\\s]+(/[^?#@\\\\\\s]*)?$", address, perl = TRUE))
    refuse("the URL must be a plain address such as https://host/v1")
  if (!startsWith(address, "https:") && !is_loopback(address))
    refuse("the URL is plain http and would show your key to the network: use https or an ssh tunnel")
  sub("/+$", "", address)
}
is_loopback <- function(address) {
  grepl("^(https?://)?([^/@]*@)?(localhost|127(\\.[0-9]+){3}|\\[::1\\])(:[0-9]+)?(/.*)?$", address)
}

# Give the proxy that curl would take from the environment.
find_proxy <- function(url) {
  names <- if (startsWith(url, "https:")) c("https_proxy", "HTTPS_PROXY") else "http_proxy"
  values <- Sys.getenv(c(names, "all_proxy", "ALL_PROXY"))
  c(values[nzchar(values)], "")[[1]]
}

# --- The request -------------------------------------------------------------------------------------

# Ask what there is to ask about this key: the check, and the control of a server that may ignore keys.
find <- function(check) {
  p <- check$p
  answer <- ask(check, check$key)
  found <- judge(check, answer, check$key)
  if (found$verdict != "ok") return(found)
  found$proved <- p$proves
  found$not_proved <- p$not_proved
  if (length(p$permission)) found <- permitted(p, found, answer$data)
  is_open <- p$control || check$is_elsewhere
  if (found$verdict == "ok" && is_open && p$price == "") controlled(check, found) else found
}

# Send one request; the key stands in one header and nowhere else. Give the answer, or a finding.
ask <- function(check, key) {
  p <- check$p
  url <- paste0(check$base, p$path)
  headers <- c(list(Accept = "application/json", `Accept-Encoding` = "identity"), p$extra_headers)
  if (key != "") headers[[p$header]] <- trimws(paste(p$scheme, key))
  options <- list(followlocation = FALSE, http_content_decoding = FALSE, noprogress = FALSE,
                  progressfunction = function(down, up) down[2] <= BODY_CAP)
  # A plain request passes by a proxy elsewhere, which could read the key.
  if (startsWith(url, "http:") && !is_loopback(find_proxy(url))) options$noproxy <- "*"
  request <- httr2::req_method(httr2::request(url), p$method)
  request <- httr2::req_user_agent(do.call(httr2::req_headers, c(list(request), headers)), "check_key")
  request <- do.call(httr2::req_options, c(list(request), options))
  request <- httr2::req_timeout(request, max(0.1, as.numeric(check$end - Sys.time(), units = "secs")))
  request <- httr2::req_error(request, is_error = function(response) FALSE)
  if (p$body != "") request <- httr2::req_body_raw(request, p$body, "application/json")
  tryCatch({
    response <- httr2::req_perform(request, verbosity = 0)  # by itself it tries only once
    read(response)
  }, error = function(error) failed(error, url))
}

read <- function(response) {
  raw <- tryCatch(httr2::resp_body_raw(response), error = function(error) raw())  # an empty body is an error
  text <- tryCatch(rawToChar(raw), error = function(error) "")
  Encoding(text) <- "UTF-8"
  header <- function(name) c(httr2::resp_header(response, name), "")[[1]]
  # parse_json: unlike fromJSON it never takes a text for an address to be fetched
  data <- if (validUTF8(text)) tryCatch(jsonlite::parse_json(text), error = function(error) NULL)
  is_page <- grepl("html", header("content-type")) || grepl("^\\s*<", text, perl = TRUE, useBytes = TRUE)
  list(status = httr2::resp_status(response), data = data, is_page = is_page, text = text,
       code = header("x-error-code"), message = header("x-error-message"))
}

# Say why no answer came. The error's own text is never shown.
failed <- function(error, url) {
  said <- ""
  while (!is.null(error)) {
    said <- paste(said, conditionMessage(error))
    error <- error$parent
  }
  has <- function(pattern) grepl(pattern, said, ignore.case = TRUE, useBytes = TRUE)
  is_refused <- has("refused|connect to")
  if (has("callback")) {
    finding("unexpected", "The answer is larger than any that we know.", LATER)
  } else if (has("timeout|timed out")) {
    finding("network", "No complete answer came in time.", LATER)
  } else if (has("proxy|CONNECT tunnel") || (is_refused && find_proxy(url) != "")) {
    finding("proxy", "The proxy could not be used.", "Correct HTTPS_PROXY, or ask whoever runs the proxy.")
  } else if (has("ssl|tls|certificate")) {
    do <- "Look at the date of your computer. At work, ask about the company's CA file."
    finding("tls", "The connection could not be trusted, so the key was not sent.", paste(do, NETWORK))
  } else if (has("resolve")) {
    finding("network", "The server's name could not be found.", paste("Check your connection.", LATER))
  } else if (is_refused) {
    finding("network", "Nothing listens at the address.", "If the server is yours, start it.")
  } else {
    finding("network", "The connection broke before the answer was complete.", LATER)
  }
}

# --- The verdict -------------------------------------------------------------------------------------

# Say what an answer means. Only an answer that stands in the table says something bad about a key.
judge <- function(check, answer, key) {
  if (!is.null(answer$verdict)) return(answer)
  p <- check$p
  row <- Find(function(row) fits(row, answer, p, check$is_elsewhere), p$rows)
  if (is.null(row) && is_good(answer, p)) {
    says <- sprintf("The key from %s works.", check$from)
    if (key == "") says <- "The server answers without a key."
    finding("ok", says, "Nothing to mend: go on to your first request.")
  } else if (is.null(row)) {
    unlisted(answer, p)
  } else if (key == "" && row$verdict == "invalid") {
    finding("missing", "The server asks for a key, and you gave none.", paste0("Set ", p$env, "."), row$id)
  } else {
    finding(row$verdict, row$says, row$do, row$id)
  }
}

# Say whether this is the answer that only a good key gets.
is_good <- function(answer, p) {
  is_form <- is.list(answer$data) && is.null(names(answer$data)) == p$is_array
  if (answer$status != p$status || !is_form) return(FALSE)
  if (length(p$expect) == 0) return(marks(answer)$words == "")
  all(vapply(p$expect, function(place) length(reach(answer$data, place)) > 0, NA))
}

# Give what stands at a place in the JSON: names and positions with dots between, `*` for each one.
reach <- function(data, place) {
  found <- list(data)
  for (part in strsplit(place, ".", fixed = TRUE)[[1]]) {
    found <- do.call(c, lapply(found, function(one) {
      if (!is.list(one)) list()
      else if (is.null(names(one))) one[part == "*" | as.character(seq_along(one) - 1) == part]
      else unname(one[names(one) == part])
    }))
  }
  found
}

# Say whether an answer is the one of this row.
fits <- function(row, answer, p, is_elsewhere) {
  if (answer$status != row$status) return(FALSE)
  if (row$page != "") {
    holds_both <- grepl(row$page, answer$text, fixed = TRUE) && grepl(row$message, answer$text, fixed = TRUE)
    return(answer$is_page && holds_both && !is_elsewhere)
  }
  if (is_from_others(answer, p)) return(FALSE)
  seen <- marks(answer)
  is_named <- row$code %in% c(seen$codes, "") && row$type %in% c(seen$types, "") &&
    (row$message == "" || grepl(row$message, seen$words, fixed = TRUE))
  is_named && (row$field == "" || any(vapply(reach(answer$data, row$field), holds, NA, row = row)))
}
holds <- function(value, row) {
  if (!is.atomic(value) || length(value) != 1) return(FALSE)
  (is.numeric(value) && value <= row$at_most) || isTRUE(value == row$equals)
}

# Say whether a refusal lacks this provider's form: proxies, firewalls and portals refuse too.
is_from_others <- function(answer, p) {
  if (!answer$status %in% c(401, 403) || (p$plain_errors && !answer$is_page)) return(FALSE)
  values <- unlist(lapply(p$refusal, reach, data = answer$data))
  !any(!values %in% c("", "0", "FALSE"))
}

# Give the codes, the types and the words of an error, wherever a provider puts them.
marks <- function(answer) {
  paths <- c("error", "detail", "detail.error", "errors", "errors.*")
  places <- c(list(answer$data), do.call(c, lapply(paths, reach, data = answer$data)))
  tables <- Filter(function(one) is.list(one) && !is.null(names(one)), places)
  values <- function(names) do.call(c, lapply(tables, function(table) unname(table[names(table) %in% names])))
  is_one <- function(value) is.atomic(value) && length(value) == 1
  texts <- function(values) as.character(unlist(Filter(is_one, values)))
  words <- Filter(is.character, c(places, values("message")))
  list(codes = c(texts(values(c("code", "status", "reason"))), answer$code), types = texts(values("type")),
       words = trimws(paste(c(unlist(words), answer$message), collapse = " ")))
}

# Say what an answer means that the provider is not known to give: never that the key is bad.
unlisted <- function(answer, p) {
  status <- answer$status
  is_down <- status %in% 500:599
  if (status %in% 300:399) {
    says <- "The server sends us on to another address. Your key was not sent there."
    finding("redirected", says, paste("Correct the address.", NETWORK))
  } else if (status %in% c(407, 511) || is_from_others(answer, p) || (answer$is_page && !is_down)) {
    says <- ", but not in the provider's form: a proxy, a firewall or a sign-in, or the URL is wrong."
    finding("proxy", paste0("HTTP ", status, says), paste(NETWORK, LATER))
  } else if (is_down) {
    says <- paste0("The provider, or something before it, failed (HTTP ", status, ").")
    finding("provider_down", says, LATER)
  } else {
    do <- paste("Look at the provider's status page.", LATER)
    finding("unexpected", paste0("No answer that we know: HTTP ", status, "."), do)
  }
}

# Read from Hugging Face's answer whether the token may do what it is for.
permitted <- function(p, found, data) {
  places <- paste0("auth.accessToken.fineGrained.", c("global", "scoped.*.permissions"))
  rights <- unlist(lapply(places, reach, data = data))
  right <- as.list(p$permission)
  if (!"fineGrained" %in% unlist(reach(data, "auth.accessToken.role"))) {
    unseen <- paste0("the permission: ", right$name, " (only a fine-grained token shows it)")
    found$not_proved <- c(found$not_proved, unseen)
  } else if (right$id %in% rights) {
    found$proved <- c(found$proved, paste0("It has the permission: ", right$name, "."))
  } else {
    says <- paste0("The token is genuine, but lacks the permission: ", right$name, ".")
    found <- finding("no_scope", says, right$fix)
    found$proved <- "The token is genuine."
  }
  found
}

# Ask again without a key and with an invented one: some servers let everybody in.
controlled <- function(check, found) {
  invented <- paste0("keyproof-", paste(sample(c(0:9, letters), 32, TRUE), collapse = ""))
  opened <- character()
  for (key in c("", invented)) {
    answer <- if (key != check$key) ask(check, key)
    control <- if (is.null(answer)) found else judge(check, answer, key)
    if (control$verdict == "ok") {
      opened <- c(opened, if (key == "") "without a key" else "with an invented key")
    } else if (!control$verdict %in% MEND && !isTRUE(answer$status %in% c(401, 403))) {
      says <- paste("Your key was let in, but whether others are too could not be seen.", control$says)
      return(finding(control$verdict, says, control$do))
    }
  }
  if ("with an invented key" %in% opened) {
    how <- paste(opened, collapse = " and ")
    says <- paste0("This server ignores keys: it answers ", how, " just the same.")
    found <- finding("ok", says, "Nothing to mend. If others reach the server, let a proxy ask for a key.")
    found$proved <- "The server answers."
    found$not_proved <- "anything about your key"
  } else if (length(opened) && check$key != "") {
    found$says <- paste(found$says, "The server also answers without a key.")
  }
  found
}

# --- The output --------------------------------------------------------------------------------------

show <- function(found, check, name) {
  page <- if (found$row == "") paste0("reference/errors.html#verdict-", found$verdict)
    else paste0("providers/", name, "/index.html#error-", found$row)
  is_sent <- !found$verdict %in% c("missing", "malformed")
  is_known <- found$verdict == "ok" || found$verdict %in% MEND
  not_proved <- if (is_known) found$not_proved else "whether the key works"
  lines <- c(found$says, check$notes, paste("Next:", found$do), paste0("More: ", SITE, gsub("_", "-", page)),
             if (is_sent) paste0("Asked: ", check$base, check$p$path),
             if (is_sent && length(found$proved)) paste("Proved:", found$proved),
             if (is_sent && length(not_proved)) paste("Not proved:", not_proved))
  cat(check$p$name, ": ", found$verdict, "\n", paste0("  ", lines, "\n"), sep = "")
}

# --- What each provider is known to answer -----------------------------------------------------------

# Table of providers: begin (drawn from docs/providers by `keyproof keytable --write`; do not edit)
SITE <- "https://keyproof.github.io/keyproof/"
TABLE <- list(
  aimlapi = provider(
    name = "AI/ML API",
    env = "AIML_API_KEY",
    env_aliases = c("AIMLAPI_API_KEY"),
    keys_page = "https://aimlapi.com/app/keys",
    base = "https://api.aimlapi.com/v1",
    path = "/key",
    expect = c("data.prefix"),
    proves = "AI/ML API knows this key. The answer shows its name, its rights and its spending limit.",
    not_proved = c("that the account has credit", "that the key may use the endpoint you want"),
    rows = list(
      row("invalid_key", "invalid", 401, "AI/ML API does not know this key, or got none.", "Check that `AIML_API_KEY` is set in the window that runs the program. If it is, make a new key: the old one cannot be shown again."),
      row("check_not_allowed", "no_scope", 403, "The key lives; this answer does not say whether it may use models.", "Send the first request instead of this check."),
      row("not_found", "model", 404, "There is no such model, or no such address.", "Check that the address ends in `/v1`, exactly once, and take a model from the public list."),
      row("rate_limited", "rate_limited", 429, "The key works; you are too fast, or the free allowance has ended for now.", "Wait, or add credit on the billing page.")
    )
  ),
  anthropic = provider(
    name = "Anthropic (Claude API)",
    env = "ANTHROPIC_API_KEY",
    keys_page = "https://platform.claude.com/settings/keys",
    header = "x-api-key",
    extra_headers = list(`anthropic-version` = "2026-10-21"),
    base = "https://api.anthropic.com",
    path = "/v1/models",
    expect = c("data", "has_more"),
    refusal = c("error.message"),
    proves = "Anthropic knows this key, from this network. The list also says which models are alive: look at `lifecycle`, not at the date.",
    not_proved = c("that the organization has credit", "that a spend limit leaves room"),
    scheme = "",
    rows = list(
      row("invalid_x_api_key", "invalid", 401, "Anthropic does not know this key, or not any more.", "Copy the key again and look at its status on the API keys page. Check that `ANTHROPIC_BASE_URL` is not set to another address.", type = "authentication_error", message = "invalid x-api-key"),
      row("authentication_error", "invalid", 401, "Anthropic does not accept what the request carried.", "Set `ANTHROPIC_API_KEY` in the same window that runs the program. If it is set, copy the key again.", type = "authentication_error"),
      row("organization_on_hold", "account", 400, "The account is refused, not the key.", "Appeal. The answer may name the address for it in `error.details.appeal_url`.", type = "invalid_request_error", field = "error.details.error_code", equals = "organization_on_hold"),
      row("request_not_allowed", "region", 403, "The place is refused, and nothing is said about the key.", "Look at Anthropic's list of supported regions. Do not try to get around it: ask your institution for a service that is allowed where you are.", type = "forbidden", message = "Request not allowed"),
      row("permission_error", "no_scope", 403, "The key is genuine, but it may not do this.", "Look on the API keys page which workspace the key belongs to, and ask an administrator for access.", type = "permission_error"),
      row("rate_limit_error", "rate_limited", 429, "The key works; you are too fast.", "Wait as long as the Retry-After header says, then go on more slowly.", type = "rate_limit_error"),
      row("overloaded_error", "provider_down", 529, "Not your fault, and no word about your key.", "Wait a minute and try again.", type = "overloaded_error"),
      row("api_error", "provider_down", 500, "Not your fault, and no word about your key.", "Wait a minute and try again.", type = "api_error")
    )
  ),
  baichuan = provider(
    name = "Baichuan",
    env = "BAICHUAN_API_KEY",
    method = "POST",
    base = "https://api.baichuan-ai.com/v1",
    path = "/chat/completions",
    body = "{\"model\":\"Baichuan4-Air\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":1}",
    price = "one answer of one token from Baichuan4-Air; its price was not seen",
    expect = c("id", "object", "choices", "usage"),
    proves = "Baichuan knows this key, and the account can pay for an answer.",
    not_proved = c("that the balance is enough for a long experiment"),
    rows = list(
      row("incorrect_api_key", "invalid", 401, "Baichuan does not know this key.", "Copy the key again without spaces or quotes, or make a new one.", message = "Incorrect API key provided"),
      row("invalid_key", "invalid", 401, "Baichuan does not accept this key, or got none.", "Check that `BAICHUAN_API_KEY` is set in the window that runs the program. If it is, make a new key."),
      row("insufficient_balance", "no_credit", 429, "The key is fine; the account is empty.", "Top up on the platform. Do not retry before: it cannot help.", message = "Insufficient account balance"),
      row("rate_limited", "rate_limited", 429, "The key works; you are too fast.", "Wait a minute, then go on more slowly."),
      row("server_error", "provider_down", 500, "Not your fault, and no word about your key.", "Try again later.")
    )
  ),
  chutes = provider(
    name = "Chutes",
    env = "CHUTES_API_KEY",
    env_aliases = c("CHUTES_API_TOKEN"),
    base = "https://api.chutes.ai",
    path = "/users/me/quotas",
    refusal = c("detail"),
    proves = "Chutes knows this key, and it may read your quotas.",
    not_proved = c("that the quota or the balance leaves room", "that the model's name is right"),
    rows = list(
      row("malformed_key", "invalid", 401, "This cannot be a whole Chutes key.", "Copy all 102 characters again, with both dots and without spaces or quotes.", message = "Missing or invalid authorization header(s)"),
      row("invalid_key", "invalid", 401, "Chutes does not know this key, or it lacks the right to ask.", "If you made a scoped key, send the first request instead of this check. Otherwise make a new key.", message = "Invalid token or user not found"),
      row("not_a_chutes_key", "invalid", 401, "This is no Chutes key: it belongs to another provider, or its beginning is missing.", "Copy the whole key again; it starts with `cpk_`.", message = "Invalid token."),
      row("missing_key", "missing", 401, "The key never reached Chutes: the variable is empty, or the program did not send it.", "Set `CHUTES_API_KEY` in the same window that runs the program, and send it as `Authorization: Bearer`.", message = "Can't find a user with that api key"),
      row("busy", "rate_limited", 429, "The key works; you are too fast, or the model is not free.", "Wait, or take another model.")
    )
  ),
  deepseek = provider(
    name = "DeepSeek",
    env = "DEEPSEEK_API_KEY",
    keys_page = "https://platform.deepseek.com/api_keys",
    base = "https://api.deepseek.com",
    path = "/user/balance",
    expect = c("is_available", "balance_infos"),
    refusal = c("error.message"),
    proves = "DeepSeek knows this key, and `is_available` says whether the balance allows calls. The amounts are texts, and several currencies can appear.",
    not_proved = c("that the balance is enough for a long experiment", "that the model's name is right"),
    rows = list(
      row("null_key", "missing", 401, "The key never reached DeepSeek.", "Set `DEEPSEEK_API_KEY` in the same window that runs the program, and check how the program reads it.", type = "authentication_error", message = "****null"),
      row("invalid_key", "invalid", 401, "DeepSeek does not know this key.", "Compare the last four characters in the message with your key. If they fit, make a new key.", code = "invalid_request_error", type = "authentication_error", message = "Authentication Fails, Your api key"),
      row("no_such_user", "invalid", 401, "DeepSeek does not know this key.", "Copy the key again without spaces or quotes, or make a new one.", message = "Authentication Fails (no such user)"),
      row("missing_key", "missing", 401, "No usable key reached DeepSeek.", "Set `DEEPSEEK_API_KEY` in the same window that runs the program, and send it as `Authorization: Bearer`.", message = "auth header format should be Bearer sk-..."),
      row("rate_limit_reached", "rate_limited", 429, "The key works. The limit counts open requests of the whole account, not requests a minute and not keys.", "Send fewer requests at the same time. You can ask DeepSeek for a higher limit, at no cost."),
      row("server_error", "provider_down", 500, "Not your fault, and no word about your key.", "Wait a moment and try again; look at the status page."),
      row("server_overloaded", "provider_down", 503, "Not your fault, and no word about your key.", "Wait, and try again with growing pauses."),
      row("balance_not_available", "no_credit", 200, "The key is good; the account is empty, and a chat request would get a 402.", "Top up on the billing page, then run the check again.", field = "is_available", equals = FALSE)
    )
  ),
  fastchat = provider(
    name = "FastChat",
    env = "FASTCHAT_API_KEY",
    base = "http://localhost:8000/v1",
    path = "/models",
    expect = c("object", "data"),
    refusal = c("detail", "message"),
    proves = "The API server knows this key, provided that it was started with a key. The check also asks without a key, and says so when the server asks for none.",
    not_proved = c("that a model is there: while no worker runs, the answer is an empty list and still 200", "that nobody gets in without a key: some addresses, the controller and the worker have none"),
    own_server = TRUE,
    control = TRUE,
    rows = list(
      row("invalid_api_key", "invalid", 401, "The text after `Bearer ` is not in the list that the API server got.", "Compare the key with the list behind `--api-keys`, and check the word Bearer.", field = "detail.error.code", equals = "invalid_api_key")
    )
  ),
  gemini = provider(
    name = "Google Gemini",
    env = "GEMINI_API_KEY",
    env_aliases = c("GOOGLE_API_KEY"),
    keys_page = "https://aistudio.google.com/apikey",
    header = "x-goog-api-key",
    base = "https://generativelanguage.googleapis.com",
    path = "/v1beta/models?pageSize=1",
    expect = c("models"),
    proves = "Google knows this key, and it may call the Gemini API from here. A wrong key gets 400 here, not 401.",
    not_proved = c("that the account has credit", "that the free tier is open to you", "that the key may generate text"),
    scheme = "",
    rows = list(
      row("api_key_expired", "expired", 400, "Google knew this key, but it is over.", "Make a new key in AI Studio and delete the old one.", message = "API key expired", field = "error.details.*.reason", equals = "API_KEY_INVALID"),
      row("api_key_not_found", "invalid", 400, "Google does not find this key.", "If you have just made the key, wait a minute and try again. Otherwise make a new one.", message = "API Key not found", field = "error.details.*.reason", equals = "API_KEY_INVALID"),
      row("api_key_invalid", "invalid", 400, "Google does not accept this key. The status is the same as for a malformed request, so look at `reason`.", "Make a new key in AI Studio. Check that no old `GOOGLE_API_KEY` hides the one you mean.", field = "error.details.*.reason", equals = "API_KEY_INVALID"),
      row("region", "region", 400, "The place is refused, not the key.", "Look at Google's list of available regions, and at the place where a proxy or cloud computer of yours meets the internet. Where only the free tier is missing, set up billing.", code = "FAILED_PRECONDITION"),
      row("key_type_unsupported", "invalid", 401, "The text asks for an OAuth 2 access token, but that is not what you need.", "Make a new key in AI Studio and send it in the x-goog-api-key header.", field = "error.details.*.reason", equals = "ACCESS_TOKEN_TYPE_UNSUPPORTED"),
      row("no_key", "missing", 403, "The key never reached Google.", "Set `GEMINI_API_KEY` in the same window that runs the program, and send it as x-goog-api-key.", code = "PERMISSION_DENIED", message = "Method doesn't allow unregistered callers"),
      row("key_leaked", "leaked", 403, "Strangers may have used the key.", "Delete the key, make a new one, and look at your bill for use that was not yours.", code = "PERMISSION_DENIED", message = "reported as leaked"),
      row("key_restricted", "restricted", 403, "The key is genuine, but it may not call Gemini.", "Limit the key to the Generative Language API, or make one in AI Studio.", code = "PERMISSION_DENIED"),
      row("rate_limited", "rate_limited", 429, "The key works. The answer names the limit (`quotaId`) and the time to wait (`retryDelay`).", "For a limit by the minute, wait as long as `retryDelay` says. A daily limit starts anew at midnight Pacific time.", code = "RESOURCE_EXHAUSTED"),
      row("unavailable", "provider_down", 503, "Not your fault, and no word about your key.", "Wait a minute and try again; look at the status page.", code = "UNAVAILABLE")
    )
  ),
  huggingface = provider(
    name = "Hugging Face",
    env = "HF_TOKEN",
    env_aliases = c("HUGGING_FACE_HUB_TOKEN"),
    keys_page = "https://huggingface.co/settings/tokens",
    base = "https://huggingface.co",
    path = "/api/whoami-v2",
    expect = c("name", "auth"),
    refusal = c("error"),
    proves = "Hugging Face knows this token. The answer also says what the token may do, so the permission to call models is read without spending anything. It holds your name, e-mail address and organizations too: do not paste it anywhere.",
    not_proved = c("that the account has credit", "that somebody serves the model you want", "that an organization accepts the token"),
    permission = c(id = "inference.serverless.write", name = "Make calls to Inference Providers", fix = "Edit the token and tick Make calls to Inference Providers, or make a new one from the Inference preset."),
    rows = list(
      row("invalid_token", "invalid", 401, "Hugging Face does not know this token.", "Copy the token again or make a new one. Check that no old `HF_TOKEN` hides the one you mean.", message = "Invalid credentials in Authorization header"),
      row("anonymous", "missing", 401, "The token never reached Hugging Face.", "Set `HF_TOKEN` in the same window that runs the program.", message = "Invalid username or password."),
      row("rate_limited", "rate_limited", 429, "The token works; you are too fast.", "Wait as many seconds as `t` in the RateLimit header says. Send your token also for public files: without one the limit is lower.")
    )
  ),
  `llama-cpp` = provider(
    name = "llama.cpp",
    env = "LLAMA_API_KEY",
    base = "http://127.0.0.1:8080/v1",
    path = "/models",
    expect = c("object", "data"),
    refusal = c("error.message"),
    proves = "The server knows this key, provided that it was started with a key and is newer than August 2026. The check also asks without a key, and says so when the server ignores keys.",
    not_proved = c("that an older server guards this address"),
    own_server = TRUE,
    control = TRUE,
    rows = list(
      row("invalid_key", "invalid", 401, "The text after `Bearer ` is not in the server's list.", "Compare the key with the server's key file, character by character.", type = "authentication_error", message = "Invalid API Key"),
      row("loading", "provider_down", 503, "It is still loading the model.", "Wait until `/health` answers 200, then try again.", type = "unavailable_error"),
      row("not_found", "unexpected", 404, "The base address is wrong.", "Check that the base address ends in `/v1`, exactly once.", type = "not_found_error")
    )
  ),
  `lm-studio` = provider(
    name = "LM Studio",
    env = "LM_API_TOKEN",
    base = "http://localhost:1234/v1",
    path = "/models",
    expect = c("object", "data"),
    refusal = c("error.message"),
    proves = "The server knows this token, provided that Require Authentication is on. The check also asks without a token, and says so when the server asks for none.",
    not_proved = c("that the token has the permission to chat", "that a model of the list is loaded: it can show every model that you have downloaded"),
    own_server = TRUE,
    control = TRUE,
    rows = list(
      row("missing_token", "missing", 401, "The token never reached the server: the variable is empty, or the program did not send it.", "Set `LM_API_TOKEN` in the same window that runs the program.", code = "invalid_api_key", type = "invalid_request", message = "An LM Studio API token is required to make requests to this server, but none was provided"),
      row("invalid_token", "invalid", 401, "The server wants a token that was made in its own settings.", "Make a token under Manage Tokens in the Server Settings, and send it behind `Bearer`.", code = "invalid_api_key", type = "invalid_request"),
      row("wrong_address", "unexpected", 200, "The server does not know this address and says so, yet with status 200.", "Set the base address to `http://localhost:1234/v1`.", message = "Unexpected endpoint or method")
    )
  ),
  ollama = provider(
    name = "Ollama",
    env = "OLLAMA_API_KEY",
    keys_page = "https://ollama.com/settings/keys",
    base = "http://localhost:11434/v1",
    path = "/models",
    expect = c("object", "data"),
    plain_errors = TRUE,
    proves = "Your server runs, and the list shows which models it has. It proves nothing about a key, because every key gets this answer.",
    not_proved = c("that a key is good, also not a key of ollama.com", "that the model you want is in the list", "that nobody else can reach the server"),
    own_server = TRUE,
    control = TRUE,
    rows = list(
      row("foreign_host", "restricted", 403, "The server guards itself against web pages that rebind their name to your computer.", "Let the proxy send `Host: localhost:11434`.")
    )
  ),
  openai = provider(
    name = "OpenAI",
    env = "OPENAI_API_KEY",
    keys_page = "https://platform.openai.com/settings/organization/api-keys",
    base = "https://api.openai.com/v1",
    path = "/models",
    expect = c("object", "data"),
    refusal = c("error.message"),
    proves = "OpenAI knows this key, from this network, and lets it read the list of models.",
    not_proved = c("that the account has credit", "that a spending limit leaves room", "that the key may generate text", "that it may use a certain model"),
    rows = list(
      row("invalid_api_key", "invalid", 401, "OpenAI does not know this key. The answer repeats what you sent, a long key masked but a short text whole: never paste it anywhere.", "Copy the key again without spaces or quotes. If it was deleted, make a new one. Check that `OPENAI_BASE_URL` is not set to another address.", code = "invalid_api_key", type = "invalid_request_error", message = "Incorrect API key provided"),
      row("missing_api_key", "missing", 401, "The key never reached OpenAI: the variable is empty, or the program did not send it.", "Set `OPENAI_API_KEY` in the same window that runs the program; after `setx` open a new window.", type = "invalid_request_error", message = "You didn't provide an API key"),
      row("missing_scopes", "no_scope", 401, "The key is genuine, but it lacks a permission.", "Edit the key on the API keys page: write on Responses, request on Chat completions, read on Models. Or make a key with All.", type = "invalid_request_error", message = "insufficient permissions for this operation. Missing scopes:"),
      row("ip_not_authorized", "restricted", 401, "Right key, wrong network.", "Call from a listed network, or ask the owner of the project to add your address to the list.", message = "IP not authorized"),
      row("no_organization", "account", 401, "The key's owner has left, or was removed.", "Ask to be invited again, or use a key of another account.", message = "You must be a member of an organization"),
      row("unsupported_country_region_territory", "region", 403, "The place is refused, not the key.", "Look at OpenAI's list of supported countries. Do not try to get around it: that can cost you the account.", code = "unsupported_country_region_territory", type = "request_forbidden"),
      row("models_not_readable", "no_scope", 403, "The key is genuine but may not list models; it may still be able to generate text.", "Edit the key and add read on Models, or send the first request instead of this check."),
      row("rate_limit_exceeded", "rate_limited", 429, "The key works; you are too fast.", "Wait as long as the Retry-After header says (it can be absent), then go on more slowly.", code = "rate_limit_exceeded", type = "rate_limit_error"),
      row("server_error", "provider_down", 500, "Not your fault, and no word about your key.", "Wait a minute and try again; look at the status page."),
      row("server_is_overloaded", "provider_down", 503, "Not your fault, and no word about your key.", "Wait a minute and try again.", code = "server_is_overloaded", type = "service_unavailable_error")
    )
  ),
  openrouter = provider(
    name = "OpenRouter",
    env = "OPENROUTER_API_KEY",
    keys_page = "https://openrouter.ai/settings/keys",
    base = "https://openrouter.ai/api/v1",
    path = "/key",
    expect = c("data.label", "data.limit_remaining", "data.usage", "data.is_free_tier"),
    refusal = c("error.message"),
    proves = "OpenRouter knows this key. The answer also shows the key's own credit limit, what is left of it, its expiry date and your free requests of today.",
    not_proved = c("that the account has credit: only a management key can read the balance", "that your privacy and routing settings leave a company that serves the model you want"),
    rows = list(
      row("missing_key", "missing", 401, "The key never reached OpenRouter: the variable is empty, or the program did not send it.", "Set `OPENROUTER_API_KEY` in the same window that runs the program, and send it as `Authorization: Bearer`.", message = "Missing Authentication header"),
      row("no_auth_credentials", "missing", 401, "The key never reached OpenRouter.", "Set `OPENROUTER_API_KEY` in the same window that runs the program, and send it as `Authorization: Bearer`.", message = "auth credentials found"),
      row("invalid_key", "invalid", 401, "OpenRouter does not know this key. The words do not mean that your account is gone.", "Copy the key again without spaces or quotes; it starts with `sk-or-v1-`. If it was deleted or has expired, make a new one.", message = "User not found"),
      row("rate_limit_exceeded", "rate_limited", 429, "The key works; you are too fast, or the model is busy.", "Wait as long as the Retry-After header says, or take another model."),
      row("server_error", "provider_down", 500, "Not your fault, and no word about your key.", "Wait a minute and try again."),
      row("management_key", "no_scope", 200, "The key is genuine, but it cannot ask a model.", "Make an ordinary API key on the keys page and use that one.", field = "data.is_management_key", equals = TRUE),
      row("key_limit_spent", "no_credit", 200, "The key is genuine, but its limit is used up.", "Raise the limit of the key on the keys page, or wait until it is reset.", field = "data.limit_remaining", at_most = 0.0)
    )
  ),
  qianfan = provider(
    name = "Baidu Qianfan",
    env = "QIANFAN_BEARER_TOKEN",
    keys_page = "https://console.bce.baidu.com/qianfan/",
    method = "POST",
    base = "https://qianfan.baidubce.com/v2",
    path = "/chat/completions",
    body = "{\"model\":\"ernie-3.5-8k\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":1}",
    price = "one answer of one token from ernie-3.5-8k; its price was not seen",
    expect = c("choices"),
    proves = "Qianfan knows this key, lets it use the model service, and the account can pay for an answer.",
    not_proved = c("that the credit is enough for a long experiment"),
    rows = list(
      row("unauthorized", "invalid", 401, "Qianfan does not accept this key.", "Copy the whole key again, with both slashes. Then look in the console whether it has the permission for the model service and the right applications."),
      row("invalid_model", "model", 400, "The key is not the matter; Qianfan does not know this model.", "Take a name from the list of models in the console.", code = "invalid_model"),
      row("invalid_request", "unexpected", 400, "Qianfan does not understand the request.", "Read `error.message` and correct the request.")
    )
  ),
  vllm = provider(
    name = "vLLM",
    env = "VLLM_API_KEY",
    base = "http://localhost:8000/v1",
    path = "/models",
    expect = c("object", "data"),
    refusal = c("error"),
    proves = "The server knows this key, provided that it was started with a key. The check also asks without a key, and says so when the server asks for none.",
    not_proved = c("that the addresses outside `/v1`, `/v2`, `/inference` and `/cohere` are guarded: no key guards them"),
    own_server = TRUE,
    control = TRUE,
    rows = list(
      row("unauthorized", "invalid", 401, "The server was started with another key. It answers both cases alike.", "Use the text that the server got by `--api-key` or `VLLM_API_KEY`.", field = "error", equals = "Unauthorized")
    )
  )
)
# Table of providers: end

check_key
})

if (!interactive() && sys.nframe() == 0) quit(status = environment(check_key)$main(commandArgs(TRUE)))
