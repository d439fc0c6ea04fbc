#!/usr/bin/env python3
"""Writes rows.csv, scores and targets as a model might give them, and what
scikit-learn says of them: expected.json. Needs scikit-learn."""

import json
import pathlib

import numpy as np
from sklearn import metrics as sk

HERE = pathlib.Path(__file__).parent
ROWS = 97  # no multiple of any batch size of the tests


def make_rows():
    rng = np.random.default_rng(20)
    label = rng.choice(5, size=ROWS, p=[0.4, 0.3, 0.2, 0.1, 0.0])  # one class never occurs
    scores = rng.normal(size=(ROWS, 5)) + 1.2 * np.eye(5)[label]
    scores[:, 4] -= 9  # .. nor is predicted
    scores[::7] = np.round(scores[::7])  # ties
    scores[label == 3, 3] -= 3  # a class that is hardly ever found
    hit = (rng.random(ROWS) < 0.35).astype(int)
    probability = np.round(np.clip(0.3 * rng.random(ROWS) + 0.25 + 0.2 * hit, 0, 1), 2)  # ties
    logit = np.round(rng.normal(size=ROWS) + hit - 0.5, 3)
    y = 1000 + 10 * rng.normal(size=(ROWS, 3)) * [1, 5, 0.1]
    p = y + rng.normal(size=(ROWS, 3)) * [3, 40, 0.01]
    known = np.where(label == 1, -1, label)  # targets below 0 do not count
    return {"s": scores, "label": label, "known": known, "hit": hit, "probability": probability, "logit": logit, "y": y, "p": p}


def write_rows(rows):
    names, columns = [], []
    for name, values in rows.items():
        matrix = values.reshape(ROWS, -1)
        for column in range(matrix.shape[1]):
            names.append(f"{name}{column}" if values.ndim > 1 else name)
            columns.append([repr(v.item()) for v in matrix[:, column]])
    lines = [",".join(names)] + [",".join(row) for row in zip(*columns)]
    (HERE / "rows.csv").write_text("\n".join(lines) + "\n")


def first_best(scores):
    return scores.argmax(axis=1)


def top_k(scores, label, k):
    """sklearn orders equal scores the other way round: of those it sees none."""
    order = np.argsort(-scores, axis=1, kind="stable")
    return float(np.mean([label[i] in order[i, :k] for i in range(len(label))]))


def class_metrics(scores, label):
    guess = first_best(scores)
    softmax = np.exp(scores - scores.max(axis=1, keepdims=True))
    softmax /= softmax.sum(axis=1, keepdims=True)
    classes = range(scores.shape[1])
    present = sorted(set(label))
    areas = [sk.roc_auc_score(label == c, softmax[:, c]) for c in present]
    untied = scores + np.arange(scores.shape[1], 0, -1) * 1e-9
    assert top_k(scores, label, 2) == sk.top_k_accuracy_score(label, untied, k=2, labels=list(classes))
    out = {
        "accuracy": sk.accuracy_score(label, guess),
        "top_2": top_k(scores, label, 2),
        "confusion": sk.confusion_matrix(label, guess, labels=list(classes)).tolist(),
        "auc": float(np.mean(areas)),
        "perplexity": float(np.exp(sk.log_loss(label, softmax, labels=list(classes)))),
        "bits": float(sk.log_loss(label, softmax, labels=list(classes)) / np.log(2) / 2),
        "f1_each": sk.f1_score(label, guess, labels=list(classes), average=None, zero_division=0).tolist(),
    }
    for average in ("macro", "micro", "weighted"):
        for name, function in (("precision", sk.precision_score), ("recall", sk.recall_score), ("f1", sk.f1_score)):
            out[f"{name}_{average}"] = function(label, guess, average=average, zero_division=0)
    return out


def score_metrics(score, threshold, hit):
    guess = score > threshold
    return {
        "accuracy": sk.accuracy_score(hit, guess),
        "precision": sk.precision_score(hit, guess),
        "recall": sk.recall_score(hit, guess),
        "f1": sk.f1_score(hit, guess),
        "confusion": sk.confusion_matrix(hit, guess).tolist(),
        "auc": sk.roc_auc_score(hit, score),
    }


def number_metrics(p, y):
    return {
        "mae": sk.mean_absolute_error(y, p),
        "rmse": float(np.sqrt(sk.mean_squared_error(y, p))),
        "r2": sk.r2_score(y, p),
        "r2_first": sk.r2_score(y[:, 0], p[:, 0]),
    }


def main():
    rows = make_rows()
    write_rows(rows)
    expected = class_metrics(rows["s"], rows["label"])
    known = rows["known"] >= 0
    among_known = class_metrics(rows["s"][known], rows["label"][known])
    for name in ("accuracy", "auc", "f1_macro", "perplexity", "confusion"):
        expected[f"known_{name}"] = among_known[name]
    counted = rows["label"] != 2
    without_class = class_metrics(rows["s"][counted], rows["label"][counted])
    for name in ("accuracy", "top_2", "f1_macro", "perplexity", "confusion"):
        expected[f"counted_{name}"] = without_class[name]
    for name, threshold in (("probability", 0.5), ("logit", 0.0)):
        for key, value in score_metrics(rows[name], threshold, rows["hit"]).items():
            expected[f"{name}_{key}"] = value
    expected |= number_metrics(rows["p"], rows["y"])
    text = json.dumps({k: v if isinstance(v, list) else float(v) for k, v in expected.items()}, indent=1)
    (HERE / "expected.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
