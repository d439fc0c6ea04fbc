#!/usr/bin/env python3
"""Texts over many scripts, tokenizers learnt from them, and what the libraries that define each kind make of every text.

make_goldens.py           writes into its folder (needs tokenizers, tiktoken, sentencepiece and protobuf):
  texts.bin               5,000 texts, each followed by a zero byte
  NAME.json, NAME.tiktoken, NAME.spm
                          tokenizers as the libraries write them
  wordpiece-learnt.txt    a vocabulary that is learnt of some of them
  NAME.crc                the lower half of CRC-32 of the ids of each text (int32, little-endian), 2 bytes each
make_goldens.py texts     prints texts.bin (needs nothing)

The texts are made by a generator of their own, so they are the same with every version of Python.
"""

import base64
import copy
import json
import os
import struct
import sys
import zlib

FOLDER = os.path.dirname(os.path.abspath(__file__))
COUNT = 5000


class Random:
    """A linear congruential generator."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) * limit >> 31

    def choice(self, items):
        return items[self.below(len(items))]


def ranges(*pairs):
    return [chr(c) for first, last in pairs for c in range(first, last + 1)]


# Letters, and words that texts of the script are mostly made of.
SCRIPTS = {
    "latin": (ranges((0x61, 0x7A)), "the of and to in that is was he for it with as his on be at by I this had not are but from "
              "or have an they which one you were all her she there would their we him been has when who will no more if out "
              "so said what up its about than into them can only other time new some could these two may first then do any "
              "like my now over such our man me even most made after also did many don't it's we'll I've you're she'd".split()),
    "capitals": (ranges((0x41, 0x5A)), "THE Model Trains IT'S We'LL HTTP NaN O'Neil McDonald iPhone eBay USA UNESCO AbCdE DON'T".split()),
    "accents": (ranges((0xC0, 0x17F)), "façade naïve Übermut coöperate señor garçon Łódź Žižek Ångström þorn ßtraße İstanbul ſmall".split()),
    "greek": (ranges((0x391, 0x3A1), (0x3A3, 0x3C9), (0x1F00, 0x1F15)), "και το να του η της με που την από ΣΊΣΥΦΟΣ λόγος".split()),
    "cyrillic": (ranges((0x410, 0x44F)), "и в не на я быть он с что а по это она этот к но они мы весь ёлка йод".split()),
    "hebrew": (ranges((0x5D0, 0x5EA), (0x5B0, 0x5BC)), "של את על לא עם זה הוא שָׁלוֹם".split()),
    "arabic": (ranges((0x621, 0x64A), (0x64B, 0x652), (0x660, 0x669)), "في من على أن إلى ال ما هذا التي كِتَابٌ لا".split()),
    "devanagari": (ranges((0x904, 0x939), (0x93C, 0x94D), (0x966, 0x96F)), "के है में की से और का को यह नमस्ते क्षत्रिय".split()),
    "bengali": (ranges((0x985, 0x98C), (0x995, 0x9A8), (0x9BE, 0x9C4)), "এবং করে এই না তার বাংলা".split()),
    "tamil": (ranges((0xB85, 0xB8A), (0xBAE, 0xBB9), (0xBBE, 0xBC2)), "என்று ஒரு அந்த தமிழ் இந்த".split()),
    "thai": (ranges((0xE01, 0xE3A), (0xE40, 0xE59)), "การ ที่ และ ใน ของ มี ได้ สวัสดี ภาษาไทย".split()),
    "georgian": (ranges((0x10D0, 0x10F0), (0x531, 0x556), (0x561, 0x587)), "და არის რომ ეს Հայերեն և որ".split()),
    "ethiopic": (ranges((0x1200, 0x1248), (0x1780, 0x17B3), (0x17B6, 0x17D3)), "ነው እና አማርኛ ភាសាខ្មែរ និង".split()),
    "chinese": (ranges((0x4E00, 0x4FFF), (0x3400, 0x3420), (0x20000, 0x20010)), "的 一 是 不 了 在 人 有 我 他 这 个 们 中 来 上 大 为 和 国 地 到 以 说 时 要 就 出 会 中文 ，。！".split()),
    "japanese": (ranges((0x3041, 0x3096), (0x30A1, 0x30FA), (0xFF66, 0xFF9D)), "の に は を た が で て と し れ さ ある いる する から な こと ガギグ ﾊﾟﾋﾟ 日本語 ー 「」、。".split()),
    "korean": (ranges((0xAC00, 0xAD00), (0x1100, 0x1112), (0x1161, 0x1175)), "이 그 저 것 수 등 를 은 는 에 한국어 하다 있다".split()),
    "emoji": (ranges((0x1F600, 0x1F64F), (0x2600, 0x26FF), (0x1F1E6, 0x1F1FF)), "👨‍👩‍👧‍👦 👍🏽 🏳️‍🌈 ❤️ 🇩🇪 1️⃣ ©️ ok".split()),
    "marks": (ranges((0x300, 0x34F), (0x61, 0x66), (0x1AB0, 0x1ABE)), "e\u0301 a\u0308\u0323 a\u0323\u0308 \u212b \ufb01n \u1e9b\u0323 ﷺ ㍿ ½ ② Ⅳ ﬀ K".split()),
    "code": (ranges((0x21, 0x7E)), "def return if(x==0){ } for int i++ // self.x = [1,2,3]; \"str\\n\" 0x1F 3.14e-10 a_b::c->d && || <= #include <html> </s> [MASK] user@mail.com http://a.b/c?d=e%20f".split()),
    "numbers": (ranges((0x30, 0x39), (0x2150, 0x215F), (0x660, 0x669), (0xFF10, 0xFF19)), "1 12 123 1234 12345 3.14159 1,000,000 -5 1e9 2024-01-31 10:20:30 50% $99.99 ¼ ²³ №7".split()),
    "controls": (ranges((0x1, 0x1F), (0x7F, 0x9F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064)) + ["\ufeff", "\u00ad", "\ufffd", "\ue000", "\U000e0041"],
                 "a b\tc \r\n x\u0000".replace("\0", "").split(" ")),
    "spaces": (ranges((0x2000, 0x200A)) + ["\u00a0", "\u1680", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\t", "\n", "\r", " "],
               ["a", " ", "  ", "\n", "\n\n", " \n ", "\t\t", "x y", "\r\n", "end"]),
    "points": (None, []),
}
SEPARATORS = [" ", " ", " ", " ", " ", " ", "", "", ", ", ". ", "  ", "\n", "\t", "-", "'", "! ", "\n\n", "   ", " (", ") "]


def assigned(random):
    """A code point that Unicode 13 knows, by ranges that are full of them."""
    first, last = random.choice([(0x21, 0x7E), (0xA1, 0x2AF), (0x370, 0x373), (0x400, 0x52F), (0x2190, 0x23FF), (0x2500, 0x27BF),
                                 (0x2900, 0x2AFF), (0x3105, 0x312F), (0xA000, 0xA48C), (0xF900, 0xFA6D), (0xFE30, 0xFE4F),
                                 (0xFF01, 0xFF5E), (0x1D400, 0x1D454), (0x1F300, 0x1F5FF), (0x12000, 0x12399), (0x2F800, 0x2FA1D)])
    return chr(first + random.below(last - first + 1))


def make_text(script, random):
    letters, words = SCRIPTS[script]
    text = ""
    for _ in range(1 + random.below(9)):
        if letters is None:
            text += "".join(assigned(random) for _ in range(1 + random.below(6)))
        elif words and random.below(4):
            text += random.choice(words)
        else:
            text += "".join(random.choice(letters) for _ in range(1 + random.below(5)))
        text += random.choice(SEPARATORS)
    if random.below(3):
        text = text.rstrip(" ")
    # Some texts mix scripts.
    if random.below(8) == 0:
        text += make_text(random.choice(list(SCRIPTS)), random)
    return text


def make_texts():
    random = Random(11)
    names = list(SCRIPTS)
    return [make_text(names[i % len(names)], random) for i in range(COUNT)]


def group(texts, *names):
    wanted = {list(SCRIPTS).index(name) for name in names}
    return [text for i, text in enumerate(texts) if i % len(SCRIPTS) in wanted]


def write(name, data):
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(data)


def write_ids(name, ids_of_texts):
    write(name + ".crc", b"".join(struct.pack("<H", zlib.crc32(struct.pack(f"<{len(ids)}i", *ids)) & 0xFFFF)
                                  for ids in ids_of_texts))


def write_tokenizer(name, document, texts, written=None):
    from tokenizers import Tokenizer
    tokenizer = Tokenizer.from_str(json.dumps(document))
    write(name + ".json", json.dumps(written or document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    write_ids(name, [tokenizer.encode(one, add_special_tokens=False).ids for one in texts])


LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
O200K = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
         r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
         r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace("{1,3}", "")


def train_bpe(texts, size, pattern, special):
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    if pattern:
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"),
                                                           pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=special, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(texts, trainer)
    return json.loads(tokenizer.to_str())


def byte_level(texts):
    # What is learnt: test/unit/runtime/TokenizerTest.cpp learns the same.
    gpt2 = train_bpe(texts, 1500, None, ["<|endoftext|>", "</s>"])
    write_tokenizer("bpe-gpt2", gpt2, texts)
    llama3 = train_bpe(group(texts, "code", "numbers", "spaces", "capitals"), 1000, LLAMA3, [])
    write_tokenizer("bpe-llama3", llama3, texts)
    write_tokenizer("bpe-latin", train_bpe(["".join(group(texts, "latin", "accents"))], 700, None, []), texts)
    # As Qwen has it: composed before it is split, a word that is a token is not merged.
    llama3["normalizer"] = {"type": "NFC"}
    llama3["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = QWEN2
    llama3["model"]["ignore_merges"] = True
    # Ids as the library gives them: the model's, or the next.
    vocabulary = llama3["model"]["vocab"]
    llama3["added_tokens"], following = [], len(vocabulary)
    for content, left, right, normalized in [("<|im_start|>", False, False, False), ("[MASK]", False, True, True), ("日本", False, False, True),
                                             ("self", True, False, False), ("<html", False, False, True), ("<html>", False, False, True)]:
        llama3["added_tokens"].append(dict(id=vocabulary.get(content, following), content=content, single_word=False, lstrip=left,
                                           rstrip=right, normalized=normalized, special=True))
        following += content not in vocabulary
    write_tokenizer("bpe-qwen2", llama3, texts)


def ranks(texts):
    import tiktoken
    merged = train_bpe(group(texts, "latin", "code", "cyrillic", "chinese"), 1200, LLAMA3, [])
    letters = sorted(set(range(33, 127)) | set(range(161, 173)) | set(range(174, 256)))
    byte_of = {chr(c): c for c in letters}
    byte_of.update({chr(256 + i): c for i, c in enumerate(c for c in range(256) if c not in letters)})
    tokens = {bytes(byte_of[c] for c in token): rank for token, rank in merged["model"]["vocab"].items()}
    write("ranks.tiktoken", b"".join(base64.b64encode(token) + b" %d\n" % rank for token, rank in tokens.items()))
    pattern = (r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s")
    encoding = tiktoken.Encoding("ranks", pat_str=pattern, mergeable_ranks=tokens, special_tokens={})
    write_ids("ranks", [encoding.encode_ordinary(text) for text in texts])
    encoding = tiktoken.Encoding("o200k", pat_str=O200K, mergeable_ranks=tokens, special_tokens={})
    write_ids("ranks-o200k", [encoding.encode_ordinary(text) for text in texts])


def wordpiece(texts):
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    for name, lower in [("wordpiece", True), ("wordpiece-cased", False)]:
        tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lower, strip_accents=None if lower else True)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        tokenizer.decoder = decoders.WordPiece()
        trainer = trainers.WordPieceTrainer(vocab_size=1500, limit_alphabet=700, special_tokens=specials, show_progress=False)
        tokenizer.train_from_iterator(texts, trainer)
        document = json.loads(tokenizer.to_str())
        if not lower:
            document["normalizer"]["handle_chinese_chars"] = False
        write_tokenizer(name, document, texts)


def learnt_wordpiece(texts):
    """What the library learns, with ids given to characters beforehand: it gives those inside words ids in the order of a hash table."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    words = [word for text in texts for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(tokenizer.normalizer.normalize_str(text))]
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + sorted({c for word in words for c in word})
    special += ["##" + c for c in sorted({c for word in words for c in word[1:]})]
    trainer = trainers.WordPieceTrainer(vocab_size=1600, special_tokens=special, limit_alphabet=5000, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    vocabulary = json.loads(tokenizer.to_str())["model"]["vocab"]
    write("wordpiece-learnt.txt", "".join(token + "\n" for token in sorted(vocabulary, key=vocabulary.get)).encode())


def unigram(texts):
    import io
    import logging
    import sentencepiece
    some = group(texts, "latin", "accents", "cyrillic", "arabic", "code", "emoji", "spaces", "numbers")
    for name, options in {
        "sp-unigram": dict(model_type="unigram", vocab_size=1500, byte_fallback=True, character_coverage=0.98),
        "sp-unknown": dict(model_type="unigram", vocab_size=1200, character_coverage=0.98, normalization_rule_name="identity",
                           user_defined_symbols=["self", "<html>", "the"]),
        "sp-bpe": dict(model_type="bpe", vocab_size=1500, byte_fallback=True, character_coverage=0.98, normalization_rule_name="identity",
                       remove_extra_whitespaces=False, user_defined_symbols=["user@", "<html>"]),
    }.items():
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(some), model_writer=model, minloglevel=2, num_threads=1,
                                                 hard_vocab_limit=False, **options)
        write(name + ".spm", model.getvalue())
        processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
        write_ids(name, [processor.encode(text) for text in texts])


def unigram_json(texts):
    """As Hugging Face has T5 and XLM-R: the rules of the SentencePiece model, applied to graphemes."""
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2
    message = sentencepiece_model_pb2.ModelProto()
    with open(os.path.join(FOLDER, "sp-unigram.spm"), "rb") as file:
        message.ParseFromString(file.read())
    rules = base64.b64encode(message.normalizer_spec.precompiled_charsmap).decode()
    for name, words in {
        "unigram-t5": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True},
        "unigram-xlmr": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, {
            "type": "Metaspace", "replacement": "\u2581", "add_prefix_space": True}]},
    }.items():
        document = {
            "version": "1.0", "truncation": None, "padding": None,
            "added_tokens": [dict(id=i, content=content, single_word=False, lstrip=False, rstrip=False, normalized=False, special=True)
                             for i, content in [(0, "<unk>"), (2, "</s>")]],
            "normalizer": {"type": "Sequence", "normalizers": [
                {"type": "Precompiled", "precompiled_charsmap": rules},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]},
            "pre_tokenizer": words, "post_processor": None,
            "decoder": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True},
            "model": {"type": "Unigram", "unk_id": 0, "byte_fallback": name == "unigram-t5",
                      "vocab": [[piece.piece, piece.score] for piece in message.pieces]}}
        # They are large, and in the model: the test takes them from there.
        written = copy.deepcopy(document)
        written["normalizer"]["normalizers"][0]["precompiled_charsmap"] = ""
        write_tokenizer(name, document, texts, written)


def character_bpe(texts):
    """As Hugging Face has Llama 2."""
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2
    message = sentencepiece_model_pb2.ModelProto()
    with open(os.path.join(FOLDER, "sp-bpe.spm"), "rb") as file:
        message.ParseFromString(file.read())
    vocabulary = {piece.piece: i for i, piece in enumerate(message.pieces) if piece.type != 4}
    merges = []
    for token, rank in vocabulary.items():
        pairs = [(token[:i], token[i:]) for i in range(1, len(token)) if token[:i] in vocabulary and token[i:] in vocabulary]
        merges += [((rank, vocabulary[left], vocabulary[right]), (left, right)) for left, right in pairs]
    document = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [],
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "\u2581"},
                                                           {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}]},
        "pre_tokenizer": None, "post_processor": None,
        "decoder": {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "\u2581"}, "content": " "},
                                                     {"type": "ByteFallback"}, {"type": "Fuse"},
                                                     {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
        "model": {"type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None, "end_of_word_suffix": None,
                  "fuse_unk": True, "byte_fallback": True, "ignore_merges": False, "vocab": vocabulary,
                  "merges": [pair for _, pair in sorted(merges)]}}
    write_tokenizer("bpe-llama2", document, texts)


def main():
    texts = make_texts()
    data = b"".join(text.encode() + b"\0" for text in texts)
    if sys.argv[1:] == ["texts"]:
        sys.stdout.buffer.write(data)
        return
    write("texts.bin", data)
    byte_level(texts)
    ranks(texts)
    wordpiece(texts)
    learnt_wordpiece(group(texts, "latin", "accents", "cyrillic", "code", "marks"))
    unigram(texts)
    unigram_json(texts)
    character_bpe(texts)


if __name__ == "__main__":
    main()
