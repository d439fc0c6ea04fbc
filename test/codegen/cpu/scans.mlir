// Running sums and products along every axis, and the gradient of the product.
// RUN: python3 %S/../Inputs/native.py %s
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=1,7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=1,7,33

func.func @cumsum(%x: {B, S, N}) -> ({B, S, N}, {B, S, N}, {B, S, N}) {
  %a = bmc.cumsum %x axis 0 : {B, S, N}
  %b = bmc.cumsum %x axis 1 reverse : {B, S, N}
  %c = bmc.cumsum %x axis 2 : {B, S, N}
  return %a, %b, %c : {B, S, N}, {B, S, N}, {B, S, N}
}

func.func @cumsum_long(%x: {N, 3}, %y: {N}) -> ({N, 3}, {N}) {
  %a = bmc.cumsum %x axis 0 : {N, 3}
  %b = bmc.cumsum %y axis 0 reverse : {N}
  return %a, %b : {N, 3}, {N}
}

func.func @cumprod(%x: {B, S, N}, %y: {N, 4}) -> ({B, S, N}, {B, S, N}, {N, 4}) {
  %a = bmc.cumprod %x axis 0 : {B, S, N}
  %b = bmc.cumprod %x axis 1 : {B, S, N}
  %c = bmc.cumprod %y axis 1 : {N, 4}
  return %a, %b, %c : {B, S, N}, {B, S, N}, {N, 4}
}

func.func @cumprod_backward(%d: {B, S, N}, %x: {B, S, N}, %e: {N, 4}, %y: {N, 4}) -> ({B, S, N}, {N, 4}) {
  %r = bmc.round %x : {B, S, N}
  %a = bmc.cumprod_backward %d, %r axis 1 : {B, S, N}
  %b = bmc.cumprod_backward %e, %y axis 1 : {N, 4}
  return %a, %b : {B, S, N}, {N, 4}
}
