"""A real llama.cpp server on loopback, so that the pages for self-hosted models are proved by the real thing.

The package xllamacpp holds llama.cpp's own HTTP server; its model is written here, in a few
milliseconds: whatever it is asked, it says one sentence.
"""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PROVIDER = "llama-cpp"
PACKAGES = ("xllamacpp", "gguf", "numpy")
CONTEXT = 256
_WIDTH, _HEADS = 32, 2
_UNKNOWN, _CONTROL, _BYTE, _NORMAL = 2, 3, 6, 1
_BEGIN, _END = 1, 2
_TEMPLATE = "{% for message in messages %}{{ message['content'] }}\n{% endfor %}"
_SURE = 10.0


def missing() -> str | None:
    """Give the reason why the server cannot run here; None when it can."""
    absent = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    return f"the package {absent[0]} is not installed" if absent else None


@contextmanager
def serving(reply: str, keys: Iterable[str] = (), model: str = "my-model") -> Iterator[tuple[str, int]]:
    """Run the server on a free port and give its host and port; without keys it asks for none."""
    import xllamacpp  # type: ignore[import-untyped]  # noqa: PLC0415 - 34 MB that only this needs

    with tempfile.TemporaryDirectory(prefix="keyproof-") as folder:
        path = Path(folder, "model.gguf")
        write_model(path, reply)
        settings = xllamacpp.CommonParams()
        settings.model.path = str(path)
        settings.model_alias = [model]
        settings.n_ctx = CONTEXT
        settings.api_keys = list(keys)
        settings.verbosity = -1
        server = xllamacpp.Server(settings)
        try:
            address = urlsplit(server.listening_address)
            yield str(address.hostname), int(address.port or 0)
        finally:
            del server  # the server runs for as long as the object lives


def write_model(path: Path, reply: str) -> None:
    """Write a model that says `reply` and ends, whatever came before.

    Attention and feed-forward are zero, so the next token follows from the last one alone: after any
    other token comes the one token that is the whole reply, and after that one the end.
    """
    import gguf  # noqa: PLC0415 - like xllamacpp
    import numpy  # noqa: PLC0415, ICN001 - like xllamacpp

    writer = gguf.GGUFWriter(path, "llama")
    tokens = _vocabulary(writer, reply)
    _dimensions(writer, len(tokens))
    zero, one = numpy.zeros((_WIDTH, _WIDTH), numpy.float32), numpy.ones(_WIDTH, numpy.float32)
    meaning = numpy.zeros((len(tokens), _WIDTH), numpy.float32)
    meaning[:-1, 0] = meaning[-1, 1] = 1
    following = numpy.zeros_like(meaning)
    following[-1, 0] = following[_END, 1] = _SURE
    tensors: dict[str, Any] = {
        "token_embd": meaning,
        "output": following,
        **dict.fromkeys(("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"), one),
        **{f"blk.0.attn_{name}": zero for name in ("q", "k", "v", "output")},
        **{f"blk.0.ffn_{name}": zero for name in ("gate", "up", "down")},
    }
    for name, tensor in tensors.items():
        writer.add_tensor(f"{name}.weight", tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _vocabulary(writer: Any, reply: str) -> list[str]:  # noqa: ANN401 - gguf comes late
    """Write the tokens: three marks, every byte, and the reply as one word."""
    marks = {"<unk>": _UNKNOWN, "<s>": _CONTROL, "</s>": _CONTROL}
    tokens = [*marks, *(f"<0x{byte:02X}>" for byte in range(256)), reply.replace(" ", "\u2581")]
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types([*marks.values(), *[_BYTE] * 256, _NORMAL])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(_BEGIN)
    writer.add_eos_token_id(_END)
    writer.add_chat_template(_TEMPLATE)
    return tokens


def _dimensions(writer: Any, tokens: int) -> None:  # noqa: ANN401 - gguf comes late
    writer.add_vocab_size(tokens)
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(_WIDTH)
    writer.add_feed_forward_length(_WIDTH)
    writer.add_block_count(1)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS)
    writer.add_rope_dimension_count(_WIDTH // _HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
