#!/usr/bin/env python3
"""What Hugging Face's tokenizers makes of the texts of make_goldens.py as examples: with special tokens, pairs, truncation, padding and
the places of tokens, by files that have been changed in what examples.json says.

make_examples.py    writes into its folder (needs tokenizers and sentencepiece, and what make_goldens.py wrote):
  bpe-clip.json     a tokenizer like that of CLIP, in which the end of a word is part of its last token
  examples.json     for each case: the file, and the members that take the place of its own
  decoders.json     the same for decoders
  decode-NAME.crc   the lower half of CRC-32 of the text, as UTF-8, that the tokens of each text become again, and 1,000 lists of tokens by chance
  places-NAME.crc   the same of begins and ends, in bytes, of SentencePiece's tokens
  example-NAME.crc  the lower half of CRC-32 of what each text becomes, 2 bytes each: of the example and those that overflow its length and type
                    ids, begins and ends (in characters), special tokens and attention, token by token (int32, little-endian)

The texts are taken eight at a time, a batch; every second of them with the next text as its pair. What is refused is -1.
"""

import base64
import json
import os
import struct
import zlib

from make_goldens import FOLDER, LLAMA3, O200K, Random, make_texts, write

BATCH = 8
TEKKEN = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
          r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
          r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
DEEPSEEK = (r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"
            r"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")


def bytes_step(**changes):
    return dict(dict(type="ByteLevel", add_prefix_space=False, trim_offsets=True, use_regex=False), **changes)


def split(pattern, behavior="Isolated", invert=False, kind="Regex"):
    return {"type": "Split", "pattern": {kind: pattern}, "behavior": behavior, "invert": invert}


def words(*steps):
    return {"type": "Sequence", "pretokenizers": list(steps)}


def template(single, pair, **ids):
    def pieces(text):
        result = []
        for piece in text.split():
            name, kind = piece.rsplit(":", 1)
            group = {"Sequence": {"id": name, "type_id": int(kind)}} if name in "AB" else {"SpecialToken": {"id": name, "type_id": int(kind)}}
            result.append(group)
        return result
    return {"type": "TemplateProcessing", "single": pieces(single), "pair": pieces(pair),
            "special_tokens": {name: {"id": name, "ids": [id] if isinstance(id, int) else id, "tokens": [name] if isinstance(id, int) else [name] * len(id)}
                               for name, id in ids.items()}}


def truncation(length, stride=0, strategy="LongestFirst", direction="Right"):
    return {"direction": direction, "max_length": length, "strategy": strategy, "stride": stride}


def padding(strategy, token, id, type_id=0, direction="Right", multiple=None):
    return {"strategy": strategy, "direction": direction, "pad_to_multiple_of": multiple, "pad_id": id, "pad_type_id": type_id, "pad_token": token}


def added(content, id, **changes):
    return dict(dict(id=id, content=content, single_word=False, lstrip=False, rstrip=False, normalized=False, special=False), **changes)


METASPACE = {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "first", "split": True}
BERT = {"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "Lowercase"}, {"type": "StripAccents"}]}

LETTERS = " ?[^ \u010a]+|\u010a+".replace(" ", "\u0120")
LLAMA = {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "\u2581"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"},
                                          {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}

# Name: (file, changes).
CASES = {
    # What the models of these names have.
    "bert": ("wordpiece.json", {
        "post_processor": template("[CLS]:0 A:0 [SEP]:0", "[CLS]:0 A:0 [SEP]:0 B:1 [SEP]:1", **{"[CLS]": 2, "[SEP]": 3}),
        "truncation": truncation(24), "padding": padding("BatchLongest", "[PAD]", 0)}),
    "bert-cased": ("wordpiece-cased.json", {
        "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
        "truncation": truncation(20, 5, "OnlySecond"), "padding": padding({"Fixed": 20}, "[PAD]", 0, 3, "Left", 8)}),
    "roberta": ("bpe-gpt2.json", {
        "pre_tokenizer": bytes_step(add_prefix_space=True, use_regex=True),
        "post_processor": {"type": "RobertaProcessing", "sep": ["</s>", 1], "cls": ["<|endoftext|>", 0], "trim_offsets": True, "add_prefix_space": True},
        "truncation": truncation(16, 4, "OnlyFirst", "Left"), "padding": padding({"Fixed": 16}, "</s>", 1, 0, "Left")}),
    "gpt2": ("bpe-gpt2.json", {"post_processor": bytes_step(add_prefix_space=False, use_regex=True)}),
    "llama3": ("bpe-llama3.json", {
        "post_processor": {"type": "Sequence", "processors": [
            bytes_step(add_prefix_space=True, trim_offsets=False, use_regex=True), template("!:0 A:0", "!:0 A:0 !:1 B:1", **{"!": 0})]},
        "truncation": truncation(30, 10)}),
    "qwen2": ("bpe-qwen2.json", {}),
    "t5": ("unigram-t5.json", {"post_processor": template("A:0 </s>:0", "A:0 </s>:0 B:1 </s>:1", **{"</s>": 2}),
                               "truncation": truncation(12, 3, direction="Left")}),
    "xlmr": ("unigram-xlmr.json", {"post_processor": template("<s>:0 A:0 </s>:0", "<s>:0 A:0 ends:0 B:0 </s>:0", **{"<s>": 1, "</s>": 2, "ends": [2, 2]}),
                                   "padding": padding("BatchLongest", "<pad>", 1, multiple=5)}),
    "llama2": ("bpe-llama2.json", {"post_processor": template("<s>:0 A:0", "<s>:0 A:0 <s>:1 B:1", **{"<s>": 1})}),
    # Splits by expressions.
    "o200k": ("bpe-llama3.json", {"pre_tokenizer": words(split(O200K), bytes_step())}),
    "tekken": ("bpe-llama3.json", {"pre_tokenizer": words(split(TEKKEN), bytes_step())}),
    "deepseek": ("bpe-llama3.json", {"pre_tokenizer": words(split(r"\p{N}{1,3}"), split("[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+"), split(DEEPSEEK), bytes_step())}),
    "deepseek-coder": ("bpe-llama3.json", {"pre_tokenizer": words(
        split(r"[\r\n]"), split(r"\s?\p{L}+"), split(r"\s?\p{P}+"), split("[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+"),
        {"type": "Digits", "individual_digits": True}, bytes_step())}),
    "falcon": ("bpe-llama3.json", {"pre_tokenizer": words(
        {"type": "Punctuation", "behavior": "Contiguous"}, {"type": "Digits", "individual_digits": False}, split(r"[0-9][0-9][0-9]"),
        bytes_step(use_regex=True))}),
    "removed": ("bpe-llama3.json", {"pre_tokenizer": words(split(LLAMA3, "Removed", True), bytes_step())}),
    "prefixed": ("bpe-llama3.json", {"pre_tokenizer": words({"type": "Whitespace"}, bytes_step(add_prefix_space=True))}),
    "clip": ("bpe-clip.json", {}),
    "letters": ("bpe-gpt2.json", {"normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "ByteLevel"}]}, "pre_tokenizer": split(LETTERS)}),
    # Ways to normalise, and to split.
    "scripts": ("unigram-xlmr.json", {"pre_tokenizer": words({"type": "UnicodeScripts"}, dict(METASPACE, prepend_scheme="always"))}),
    "scripts-bytes": ("bpe-llama3.json", {"pre_tokenizer": words({"type": "WhitespaceSplit"}, {"type": "UnicodeScripts"}, bytes_step())}),
    "whitespace": ("wordpiece.json", {"normalizer": BERT, "pre_tokenizer": {"type": "Whitespace"}}),
    "digits": ("wordpiece.json", {
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Strip", "strip_left": True, "strip_right": True},
                                                           {"type": "Replace", "pattern": {"Regex": r"\s+"}, "content": " "}]},
        "pre_tokenizer": words({"type": "WhitespaceSplit"}, {"type": "Punctuation", "behavior": "Isolated"}, {"type": "Digits", "individual_digits": False})}),
    "merged": ("wordpiece.json", {
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFKD"}, {"type": "Replace", "pattern": {"String": "th"}, "content": "TH!"}, {"type": "Lowercase"}]},
        "pre_tokenizer": words(split(" ", "MergedWithNext", kind="String"), split(r"[a-f]\w", "MergedWithPrevious"), split(r"\d+|[^\w\s]", "Contiguous"),
                               {"type": "CharDelimiterSplit", "delimiter": "."})}),
    "first": ("bpe-llama2.json", {
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Replace", "pattern": {"String": "o"}, "content": "oo"}]},
        "pre_tokenizer": METASPACE, "added_tokens": [added("</s>", 2), added("the", 571, single_word=True), added("self", 697, single_word=True, rstrip=True),
                                                     added("in", 375, normalized=True, single_word=True), added("る", 1261, lstrip=True)]}),
}


# Name: (file, changes, decoder).
DECODERS = {
    "gpt2": ("bpe-gpt2.json", {}, {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}),
    "letters": ("bpe-gpt2.json", CASES["letters"][1], {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}),
    "clip": ("bpe-clip.json", {}, {"type": "Sequence", "decoders": [{"type": "BPEDecoder", "suffix": "</w>"}, {"type": "Replace", "pattern": {"Regex": "[0-9]+"}, "content": "#"}]}),
    "bert": ("wordpiece.json", {}, {"type": "WordPiece", "prefix": "##", "cleanup": True}),
    "bert-raw": ("wordpiece-cased.json", {}, {"type": "WordPiece", "prefix": "##", "cleanup": False}),
    "llama2": ("bpe-llama2.json", {}, LLAMA),
    "t5": ("unigram-t5.json", {}, {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True}),
    "xlmr": ("unigram-xlmr.json", {}, {"type": "Sequence", "decoders": [{"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "never", "split": True},
                                                                       {"type": "Strip", "content": "e", "start": 2, "stop": 0}]}),
}


def clip():
    """Merges of GPT-2's that begin no word, each inside of words and at their ends."""
    from tokenizers import pre_tokenizers
    learnt = [pair for pair in read_document("bpe-gpt2.json")["model"]["merges"] if "\u0120" not in pair[0] + pair[1]]
    merges = [[left, right + end] for left, right in learnt for end in ("", "</w>")]
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    pattern = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
    steps = words(split(pattern, "Removed", True), bytes_step())
    tokens = letters + [letter + "</w>" for letter in letters] + [left + right for left, right in merges] + ["<|startoftext|>", "<|endoftext|>"]
    vocabulary = {token: id for id, token in enumerate(dict.fromkeys(tokens))}
    return {"version": "1.0", "truncation": None, "padding": None,
            "added_tokens": [added(name, vocabulary[name], special=True) for name in ("<|startoftext|>", "<|endoftext|>")],
            "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Replace", "pattern": {"Regex": r"\s+"}, "content": " "},
                                                               {"type": "Lowercase"}]},
            "pre_tokenizer": steps,
            "post_processor": {"type": "RobertaProcessing", "sep": ["<|endoftext|>", vocabulary["<|endoftext|>"]],
                               "cls": ["<|startoftext|>", vocabulary["<|startoftext|>"]], "trim_offsets": False, "add_prefix_space": False},
            "decoder": {"type": "BPEDecoder", "suffix": "</w>"},
            "model": {"type": "BPE", "dropout": None, "unk_token": "<|endoftext|>", "continuing_subword_prefix": "", "end_of_word_suffix": "</w>",
                      "fuse_unk": False, "byte_fallback": False, "ignore_merges": False, "vocab": vocabulary, "merges": merges}}


def lists(size):
    """Ids by chance."""
    random = Random(size)
    for _ in range(1000):
        yield [random.below(size) for _ in range(1 + random.below(30))]


def sums(texts):
    return b"".join(struct.pack("<H", zlib.crc32(text) & 0xFFFF) for text in texts)


def write_decoded(texts):
    from tokenizers import Tokenizer
    write("decoders.json", json.dumps([{"name": name, "file": file, "changes": dict(changes, decoder=decoder)} for name, (file, changes, decoder) in DECODERS.items()],
                                      ensure_ascii=False, indent=1).encode() + b"\n")
    for name, (file, changes, decoder) in DECODERS.items():
        tokenizer = Tokenizer.from_str(json.dumps(dict(read_document(file), **changes, decoder=decoder)))
        ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts] + list(lists(1 + max(tokenizer.get_vocab().values())))
        write(f"decode-{name}.crc", sums(tokenizer.decode(one, skip_special_tokens=False).encode() for one in ids))


def write_places(texts):
    import sentencepiece
    for name in ("sp-unigram", "sp-unknown", "sp-bpe"):
        processor = sentencepiece.SentencePieceProcessor(model_file=os.path.join(FOLDER, name + ".spm"))
        lists = [[number for piece in processor.encode(text, return_type="proto").pieces for number in (piece.begin, piece.end)] for text in texts]
        write(f"places-{name}.crc", sums(struct.pack(f"<{len(numbers)}i", *numbers) for numbers in lists))


def flatten(encoding):
    numbers = []
    for one in [encoding] + encoding.overflowing:
        numbers.append(len(one.ids))
        for token in zip(one.ids, one.type_ids, *zip(*one.offsets), one.special_tokens_mask, one.attention_mask):
            numbers += token
    return numbers


def encode_all(tokenizer, texts, is_padded):
    results = []
    for at in range(0, len(texts), BATCH):
        inputs = [(texts[i], texts[(i + 1) % len(texts)]) if i % 2 else texts[i] for i in range(at, min(at + BATCH, len(texts)))]
        if is_padded:
            results += [flatten(encoding) for encoding in tokenizer.encode_batch(inputs)]
            continue
        for one in inputs:
            try:
                results.append(flatten(tokenizer.encode(*one) if isinstance(one, tuple) else tokenizer.encode(one)))
            except BaseException as error:  # the library's panics are no Exception
                if isinstance(error, KeyboardInterrupt):
                    raise
                results.append([-1])
    return results


def charsmap():
    from sentencepiece import sentencepiece_model_pb2
    message = sentencepiece_model_pb2.ModelProto()
    with open(os.path.join(FOLDER, "sp-unigram.spm"), "rb") as file:
        message.ParseFromString(file.read())
    return base64.b64encode(message.normalizer_spec.precompiled_charsmap).decode()


def read_document(file):
    with open(os.path.join(FOLDER, file)) as source:
        document = json.load(source)
    if file.startswith("unigram"):
        document["normalizer"]["normalizers"][0]["precompiled_charsmap"] = charsmap()
    return document


def main():
    from tokenizers import Tokenizer
    texts = make_texts()
    write("examples.json", json.dumps([{"name": name, "file": file, "changes": changes} for name, (file, changes) in CASES.items()],
                                      ensure_ascii=False, indent=1).encode() + b"\n")
    write("bpe-clip.json", json.dumps(clip(), ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    write_decoded(texts)
    write_places(texts)
    for name, (file, changes) in CASES.items():
        document = read_document(file)
        document.update(changes)
        tokenizer = Tokenizer.from_str(json.dumps(document))
        is_batch = (changes.get("padding") or {}).get("strategy") == "BatchLongest"
        results = encode_all(tokenizer, texts, is_batch)
        write(f"example-{name}.crc", sums(struct.pack(f"<{len(numbers)}i", *numbers) for numbers in results))


main()
