// out = softmax(mask(q k^T scale)) v per head, lse = (largest score, ln sum e^(score - largest))
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1x1x1xf64> = [[[-0.027]]]
// CHECK{LITERAL}: result1: tensor<1x1x1x2xf64> = [[[[1.430671, 0]]]]
func.func @one(%q: tensor<1x1x1xf64> {bmc.value = dense<[[[-0.913]]]> : tensor<1x1x1xf64>},
    %k: tensor<1x1x1xf64> {bmc.value = dense<[[[-1.567]]]> : tensor<1x1x1xf64>},
    %v: tensor<1x1x1xf64> {bmc.value = dense<[[[-0.027]]]> : tensor<1x1x1xf64>}) -> (tensor<1x1x1xf64>, tensor<1x1x1x2xf64>) {
  %r:2 = bmc.attention %q, %k, %v heads 1 scale 1.0 : (tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>) -> (tensor<1x1x1xf64>, tensor<1x1x1x2xf64>)
  return %r#0, %r#1 : tensor<1x1x1xf64>, tensor<1x1x1x2xf64>
}

// CHECK-LABEL: @causal
// CHECK{LITERAL}: result0: tensor<1x3x2xf64> = [[[-0.9, 1.028], [-0.7248001787, 0.8296738023], [-0.7044695649, 0.6103693241]]]
// CHECK{LITERAL}: result1: tensor<1x1x3x2xf64> = [[[[0.683806, 0], [0.513638, 0.4313979399], [0.008277, 1.076892406]]]]
func.func @causal(%q: tensor<1x3x2xf64> {bmc.value = dense<[[[0.497, 1.023], [-0.142, 1.048], [0.018, -0.093]]]> : tensor<1x3x2xf64>},
    %k: tensor<1x3x2xf64> {bmc.value = dense<[[[0.574, 1.058], [-0.341, -0.244], [-0.161, 0.083]]]> : tensor<1x3x2xf64>},
    %v: tensor<1x3x2xf64> {bmc.value = dense<[[[-0.9, 1.028], [-0.4, 0.462], [-0.825, 0.359]]]> : tensor<1x3x2xf64>}) -> (tensor<1x3x2xf64>, tensor<1x1x3x2xf64>) {
  %r:2 = bmc.attention %q, %k, %v heads 1 scale 0.5 causal : (tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>) -> (tensor<1x3x2xf64>, tensor<1x1x3x2xf64>)
  return %r#0, %r#1 : tensor<1x3x2xf64>, tensor<1x1x3x2xf64>
}

// CHECK-LABEL: @two_heads
// CHECK{LITERAL}: result0: tensor<1x2x4xf64> = [[[-0.9873430128, -1.097760163, -0.2578054429, 0.1669378981], [-0.760019242, -0.7648242156, -0.8167257956, -1.360689748]]]
// CHECK{LITERAL}: result1: tensor<1x2x2x2xf64> = [[[[0.1016617, 0.4623120678], [0.5832897, 0.04938553133]], [[-0.0049539, 0.04689787664], [0.9283484, 0.3485685816]]]]
func.func @two_heads(%q: tensor<1x2x4xf64> {bmc.value = dense<[[[0.392, -0.421, 2.021, 0.371], [1.777, 0.959, -0.662, -0.382]]]> : tensor<1x2x4xf64>},
    %k: tensor<1x2x4xf64> {bmc.value = dense<[[[0.436, 0.061, 0.049, -0.286], [-1.808, -0.225, -2.218, 0.372]]]> : tensor<1x2x4xf64>},
    %v: tensor<1x2x4xf64> {bmc.value = dense<[[[-0.726, -0.715, -0.219, 0.273], [-1.432, -1.749, -1.066, -2.042]]]> : tensor<1x2x4xf64>}) -> (tensor<1x2x4xf64>, tensor<1x2x2x2xf64>) {
  %r:2 = bmc.attention %q, %k, %v heads 2 scale 0.7 : (tensor<1x2x4xf64>, tensor<1x2x4xf64>, tensor<1x2x4xf64>) -> (tensor<1x2x4xf64>, tensor<1x2x2x2xf64>)
  return %r#0, %r#1 : tensor<1x2x4xf64>, tensor<1x2x2x2xf64>
}

// CHECK-LABEL: @cross
// CHECK{LITERAL}: result0: tensor<1x2x1xf64> = [[[0.06133824787], [-0.273633053]]]
// CHECK{LITERAL}: result1: tensor<1x1x2x2xf64> = [[[[1.326724, 0.6306351379], [1.035741, 0.1008002788]]]]
func.func @cross(%q: tensor<1x2x1xf64> {bmc.value = dense<[[[-0.967], [1.591]]]> : tensor<1x2x1xf64>},
    %k: tensor<1x3x1xf64> {bmc.value = dense<[[[-1.057], [0.651], [-1.372]]]> : tensor<1x3x1xf64>},
    %v: tensor<1x3x1xf64> {bmc.value = dense<[[[0.299], [-0.32], [-0.06]]]> : tensor<1x3x1xf64>}) -> (tensor<1x2x1xf64>, tensor<1x1x2x2xf64>) {
  %r:2 = bmc.attention %q, %k, %v heads 1 scale 1.0 : (tensor<1x2x1xf64>, tensor<1x3x1xf64>, tensor<1x3x1xf64>) -> (tensor<1x2x1xf64>, tensor<1x1x2x2xf64>)
  return %r#0, %r#1 : tensor<1x2x1xf64>, tensor<1x1x2x2xf64>
}

// CHECK-LABEL: @run_time_sizes
// CHECK{LITERAL}: result0: tensor<2x2x2xf64> = [[[-1.38, 0.119], [0.3499906839, 0.5996327388]], [[-1.109, -0.873], [-0.7209101582, 0.08209095136]]]
// CHECK{LITERAL}: result1: tensor<2x2x2x2xf64> = [[[[-0.012518, 0], [-0.00429, 0.6030818992]], [[1.528598, 0], [0.107942, 0.6319635842]]], [[[-0.4286065, 0], [0.097416, 0.5955414924]], [[-0.1023165, 0], [-0.110656, 0.6756234636]]]]
func.func @run_time_sizes(%q: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[0.569, 1.756], [0.195, 0.124]], [[-0.973, 0.583], [-0.246, 0.832]]]> : tensor<2x2x2xf64>},
    %k: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-0.044, 1.741], [-1.983, -0.297]], [[0.881, -0.351], [-0.792, -0.266]]]> : tensor<2x2x2xf64>},
    %v: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-1.38, 0.119], [2.44, 1.145]], [[-1.109, -0.873], [-0.405, 1.004]]]> : tensor<2x2x2xf64>}) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>) {
  %r:2 = bmc.attention %q, %k, %v heads 2 scale 0.5 causal : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>
}

// CHECK-LABEL: @two_run_time_lengths
// CHECK{LITERAL}: result0: tensor<1x1x2xf64> = [[[0.4876898725, 0.8699340637]]]
// CHECK{LITERAL}: result1: tensor<1x1x1x2xf64> = [[[[0.87743, 0.6562869081]]]]
func.func @two_run_time_lengths(%q: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-0.821, -0.69]]]> : tensor<1x1x2xf64>},
    %k: tensor<?x?x2xf64, #bmc.dims<"B", "T">> {bmc.value = dense<[[[0.885, 0.865], [-0.374, -1.118], [-1.55, -0.699]]]> : tensor<1x3x2xf64>},
    %v: tensor<?x?x2xf64, #bmc.dims<"B", "T">> {bmc.value = dense<[[[-2.231, 0.75], [-0.63, 0.481], [1.868, 1.173]]]> : tensor<1x3x2xf64>}) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x1x?x2xf64, #bmc.dims<"B", "S">>) {
  %r:2 = bmc.attention %q, %k, %v heads 1 scale 0.5 : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "T">>, tensor<?x?x2xf64, #bmc.dims<"B", "T">>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x1x?x2xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x1x?x2xf64, #bmc.dims<"B", "S">>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<1x17x1xf64> = [[[-0.541], [-0.4263712529], [-0.4904324444], [-0.1730030158], [-0.2542470749], [-0.2411712797], [-0.3388242708], [-0.471722664], [-0.4444239259], [-0.4124572351], [-0.310588754], [-0.2243246691], [-0.1028425401], [-0.0209527396], [-0.1355298363], [0.2753811454], [-0.04137882687]]]
// CHECK{LITERAL}: result1: tensor<1x1x17x2xf64> = [[[[0, 0], [0, 0.4299799884], [0.154014, 0.8028206397], [0.53339, 0.9613672251], [0.869136, 1.0842497], [0.10032, 1.727749726], [1.460112, 1.10711944], [1.166503, 1.082910683], [2.19336, 1.11152821], [1.009584, 1.551743016], [0.24624, 2.116438825], [0.331874, 2.155128412], [0.383294, 2.219840974], [0.679939, 2.096031309], [0.312868, 2.35251267], [2.852733, 1.168682924], [3.127218, 0.7571124964]]]]
func.func @seventeen(%q: tensor<1x17x1xf64> {bmc.value = dense<[[[-1.151], [0.869], [1.158], [-0.746], [-0.953], [-0.11], [-1.601], [1.471], [-2.405], [-1.107], [-0.27], [-0.227], [0.166], [0.271], [-0.214], [1.137], [-2.139]]]> : tensor<1x17x1xf64>},
    %k: tensor<1x17x1xf64> {bmc.value = dense<[[[-0.0], [-0.715], [0.133], [0.221], [-0.912], [-0.641], [0.793], [0.349], [-0.68], [2.04], [2.309], [-1.462], [0.302], [2.509], [0.784], [0.221], [-0.208]]]> : tensor<1x17x1xf64>},
    %v: tensor<1x17x1xf64> {bmc.value = dense<[[[-0.541], [-0.213], [-0.551], [0.745], [-0.398], [-0.441], [-1.202], [-0.05], [-0.894], [-0.181], [1.042], [0.366], [0.505], [0.356], [0.059], [-0.127], [-0.308]]]> : tensor<1x17x1xf64>}) -> (tensor<1x17x1xf64>, tensor<1x1x17x2xf64>) {
  %r:2 = bmc.attention %q, %k, %v heads 1 scale 1.0 causal : (tensor<1x17x1xf64>, tensor<1x17x1xf64>, tensor<1x17x1xf64>) -> (tensor<1x17x1xf64>, tensor<1x1x17x2xf64>)
  return %r#0, %r#1 : tensor<1x17x1xf64>, tensor<1x1x17x2xf64>
}

// A hidden key, and a query that sees none.
// CHECK-LABEL: @bias
// CHECK{LITERAL}: result0: tensor<1x2x1xf64> = [[[-0.08092803455], [0]]]
// CHECK{LITERAL}: result1: tensor<1x1x2x2xf64> = [[[[0.599448, 0.2399431437], [-1e+30, 0]]]]
func.func @bias(%q: tensor<1x2x1xf64> {bmc.value = dense<[[[-0.802], [-1.324]]]> : tensor<1x2x1xf64>},
    %k: tensor<1x3x1xf64> {bmc.value = dense<[[[-0.248], [0.42], [1.136]]]> : tensor<1x3x1xf64>},
    %v: tensor<1x3x1xf64> {bmc.value = dense<[[[0.11], [-0.553], [-0.785]]]> : tensor<1x3x1xf64>},
    %b: tensor<1x1x2x3xf64> {bmc.value = dense<[[[[0.5, 0xFFF0000000000000, -0.25], [0xFFF0000000000000, 0xFFF0000000000000, 0xFFF0000000000000]]]]> : tensor<1x1x2x3xf64>}) -> (tensor<1x2x1xf64>, tensor<1x1x2x2xf64>) {
  %r:2 = bmc.attention %q, %k, %v bias %b heads 1 scale 0.5 : (tensor<1x2x1xf64>, tensor<1x3x1xf64>, tensor<1x3x1xf64>, tensor<1x1x2x3xf64>) -> (tensor<1x2x1xf64>, tensor<1x1x2x2xf64>)
  return %r#0, %r#1 : tensor<1x2x1xf64>, tensor<1x1x2x2xf64>
}

// CHECK-LABEL: @segments
// CHECK{LITERAL}: result0: tensor<1x3x2xf64> = [[[-1.642870989, -0.9044284785], [-1.356232105, 0.01418044275], [0, 0]]]
// CHECK{LITERAL}: result1: tensor<1x1x3x2xf64> = [[[[0.0536165, 0.6225532359], [0.39993, 0.3118872824], [-1e+30, 0]]]]
func.func @segments(%q: tensor<1x3x2xf64> {bmc.value = dense<[[[0.001, 0.299], [-0.274, -0.891], [-0.455, -0.992]]]> : tensor<1x3x2xf64>},
    %k: tensor<1x4x2xf64> {bmc.value = dense<[[[0.06, 1.34], [-0.492, -0.62], [0.49, 0.357], [0.105, -0.93]]]> : tensor<1x4x2xf64>},
    %v: tensor<1x4x2xf64> {bmc.value = dense<[[[-0.029, 0.695], [-1.344, -0.458], [-1.901, -1.29], [-1.842, -0.235]]]> : tensor<1x4x2xf64>},
    %s: tensor<1x3xi32> {bmc.value = dense<[[1, 2, 5]]> : tensor<1x3xi32>},
    %t: tensor<1x4xi32> {bmc.value = dense<[[2, 1, 1, 2]]> : tensor<1x4xi32>}) -> (tensor<1x3x2xf64>, tensor<1x1x3x2xf64>) {
  %r:2 = bmc.attention %q, %k, %v segments %s, %t heads 1 scale 0.5 : (tensor<1x3x2xf64>, tensor<1x4x2xf64>, tensor<1x4x2xf64>, tensor<1x3xi32>, tensor<1x4xi32>) -> (tensor<1x3x2xf64>, tensor<1x1x3x2xf64>)
  return %r#0, %r#1 : tensor<1x3x2xf64>, tensor<1x1x3x2xf64>
}

// CHECK-LABEL: @segments_causal
// CHECK{LITERAL}: result0: tensor<1x3x2xf64> = [[[0.11, 0.064], [-0.6996451098, 0.07127770885], [1.359, -1.547]]]
// CHECK{LITERAL}: result1: tensor<1x1x3x2xf64> = [[[[-0.0716465, 0], [-0.186031, 0.5000905552], [0.331172, 0]]]]
func.func @segments_causal(%q: tensor<1x3x2xf64> {bmc.value = dense<[[[-0.049, 0.113], [-1.53, -0.478], [-0.979, -0.809]]]> : tensor<1x3x2xf64>},
    %k: tensor<1x3x2xf64> {bmc.value = dense<[[[1.061, -0.808], [-0.033, 0.884], [-0.584, -0.112]]]> : tensor<1x3x2xf64>},
    %v: tensor<1x3x2xf64> {bmc.value = dense<[[[0.11, 0.064], [-1.225, 0.076], [1.359, -1.547]]]> : tensor<1x3x2xf64>},
    %s: tensor<1x3xi32> {bmc.value = dense<[[1, 1, 2]]> : tensor<1x3xi32>},
    %t: tensor<1x3xi32> {bmc.value = dense<[[1, 1, 2]]> : tensor<1x3xi32>}) -> (tensor<1x3x2xf64>, tensor<1x1x3x2xf64>) {
  %r:2 = bmc.attention %q, %k, %v segments %s, %t heads 1 scale 0.5 causal : (tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x3xi32>, tensor<1x3xi32>) -> (tensor<1x3x2xf64>, tensor<1x1x3x2xf64>)
  return %r#0, %r#1 : tensor<1x3x2xf64>, tensor<1x1x3x2xf64>
}

// CHECK-LABEL: @softcap
// CHECK{LITERAL}: result0: tensor<1x2x2xf64> = [[[0.1496375161, -0.1945257117], [0.1712482164, -0.2271090357]]]
// CHECK{LITERAL}: result1: tensor<1x1x2x2xf64> = [[[[0.1768253684, 0.9056215893], [0.2105969788, 0.8294736779]]]]
func.func @softcap(%q: tensor<1x2x2xf64> {bmc.value = dense<[[[0.075, 0.577], [-0.189, 0.683]]]> : tensor<1x2x2xf64>},
    %k: tensor<1x3x2xf64> {bmc.value = dense<[[[-0.067, 0.667], [1.439, -0.676], [0.203, -0.463]]]> : tensor<1x3x2xf64>},
    %v: tensor<1x3x2xf64> {bmc.value = dense<[[[0.127, -1.187], [-0.579, -0.196], [0.899, 1.145]]]> : tensor<1x3x2xf64>}) -> (tensor<1x2x2xf64>, tensor<1x1x2x2xf64>) {
  %r:2 = bmc.attention %q, %k, %v heads 1 scale 0.5 softcap 0.4 : (tensor<1x2x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>) -> (tensor<1x2x2xf64>, tensor<1x1x2x2xf64>)
  return %r#0, %r#1 : tensor<1x2x2xf64>, tensor<1x1x2x2xf64>
}
