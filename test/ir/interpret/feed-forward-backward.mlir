// gradients of feed_forward
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @relu
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[0.150744384, -0.787835328], [0.10154365, 0.3472913]]
// CHECK{LITERAL}: result1: tensor<3x2xf64> = [[0, 0], [-0.188084736, -0.925210944], [0.45003665, 0.204289]]
// CHECK{LITERAL}: result2: tensor<1x3xf64> = [[0, -4.522862484, -1.27301794]]
func.func @relu(%dy: tensor<?x1xf64, #bmc.dims<"B">> {bmc.value = dense<[[-1.372], [-0.985]]> : tensor<2x1xf64>},
    %x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.408, 2.007], [-1.498, -0.68]]> : tensor<2x2xf64>},
    %u: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[-0.06301500000000002, 3.2965470000000003, -2.457996], [-1.2201140000000001, -0.6722740000000001, 1.2924039999999999]]> : tensor<2x3xf64>},
    %w1: tensor<3x2xf64> {bmc.value = dense<[[0.913, -0.217], [-0.327, 1.709], [-0.338, -1.156]]> : tensor<3x2xf64>},
    %w2: tensor<1x3xf64> {bmc.value = dense<[[-1.317, 0.336, 0.305]]> : tensor<1x3xf64>}) -> (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>) {
  %r:3 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 relu : (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>) -> (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>)
  return %r#0, %r#1, %r#2 : tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>
}

// CHECK-LABEL: @gelu
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[-0.2049948114, 0.3847788416], [-0.207527263, 0.7034643482]]
// CHECK{LITERAL}: result1: tensor<3x2xf64> = [[0.001789362749, 0.002679469243], [-0.2077523519, 1.008726886], [0.07342834775, -0.1148798748]]
// CHECK{LITERAL}: result2: tensor<3xf64> = [0.00459935135, 1.67513959, -0.1875927552]
// CHECK{LITERAL}: result3: tensor<1x3xf64> = [[-0.005532312454, 6.347252849, -0.05705871357]]
func.func @gelu(%dy: tensor<?x1xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.957], [1.234]]> : tensor<2x1xf64>},
    %x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.535, 0.577], [-0.643, 0.622]]> : tensor<2x2xf64>},
    %u: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[-2.9137709999999997, 2.685535, -2.667758], [-3.6678219999999997, 3.071746, -2.089019]]> : tensor<2x3xf64>},
    %w1: tensor<3x2xf64> {bmc.value = dense<[[0.572, -1.783], [-0.312, 0.415], [-0.573, -2.139]]> : tensor<3x2xf64>},
    %w2: tensor<1x3xf64> {bmc.value = dense<[[-0.283, 0.752, 1.58]]> : tensor<1x3xf64>}) -> (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<3xf64>, tensor<1x3xf64>) {
  %r:4 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu b1 : (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>) -> (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<3xf64>, tensor<1x3xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<3xf64>, tensor<1x3xf64>
}

// CHECK-LABEL: @gelu_tanh
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[-9.422823147, 0.08791698488], [0.0269115797, -0.00275254074]]
// CHECK{LITERAL}: result1: tensor<3x2xf64> = [[0.1740799098, 0.0265045888], [-1.913819176, -0.2880543322], [-2.065576409, -0.3095123349]]
// CHECK{LITERAL}: result2: tensor<1x3xf64> = [[0.2119922033, -3.463043305, -1.883734913]]
// CHECK{LITERAL}: result3: tensor<1xf64> = [-1.379]
func.func @gelu_tanh(%dy: tensor<?x1xf64, #bmc.dims<"B">> {bmc.value = dense<[[-1.202], [-0.177]]> : tensor<2x1xf64>},
    %x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.983, 0.15], [-1.161, 0.627]]> : tensor<2x2xf64>},
    %u: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[-1.081295, 2.887107, 1.650294], [-0.7518060000000002, -2.840553, -2.682522]]> : tensor<2x3xf64>},
    %w1: tensor<3x2xf64> {bmc.value = dense<[[-0.715, -2.523], [2.829, 0.708], [1.818, -0.912]]> : tensor<3x2xf64>},
    %w2: tensor<1x3xf64> {bmc.value = dense<[[1.468, 1.59, 1.555]]> : tensor<1x3xf64>}) -> (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>, tensor<1xf64>) {
  %r:4 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu_tanh b2 : (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>) -> (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>, tensor<1xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>, tensor<1xf64>
}

// CHECK-LABEL: @silu
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[0.04971101588, -0.1112136561], [-0.01680206636, 0.0728401843]]
// CHECK{LITERAL}: result1: tensor<3x2xf64> = [[0.5025300009, 0.3691359953], [-0.008708460357, -0.0007895609397], [0.2628489107, 0.1309856854]]
// CHECK{LITERAL}: result2: tensor<3xf64> = [-0.2093671602, -0.001871849494, -0.04860614693]
// CHECK{LITERAL}: result3: tensor<1x3xf64> = [[-0.1699463435, 0.195498893, -0.05341392095]]
// CHECK{LITERAL}: result4: tensor<1xf64> = [0.881]
func.func @silu(%dy: tensor<?x1xf64, #bmc.dims<"B">> {bmc.value = dense<[[1.633], [-0.752]]> : tensor<2x1xf64>},
    %x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[-2.203, -1.702], [0.092, -0.991]]> : tensor<2x2xf64>},
    %u: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[-0.69519, -6.742189, -3.279583], [-1.149069, -1.3876659999999998, -2.523259]]> : tensor<2x3xf64>},
    %w1: tensor<3x2xf64> {bmc.value = dense<[[-0.164, -0.109], [1.931, 1.298], [-0.045, 1.209]]> : tensor<3x2xf64>},
    %w2: tensor<1x3xf64> {bmc.value = dense<[[-0.78, -0.337, 0.91]]> : tensor<1x3xf64>}) -> (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<3xf64>, tensor<1x3xf64>, tensor<1xf64>) {
  %r:5 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 silu b1 b2 : (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>) -> (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<3xf64>, tensor<1x3xf64>, tensor<1xf64>)
  return %r#0, %r#1, %r#2, %r#3, %r#4 : tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<3xf64>, tensor<1x3xf64>, tensor<1xf64>
}

// CHECK-LABEL: @tanh
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[0.2232315612, -0.0003979177157], [-0.1713712598, 0.1543863747]]
// CHECK{LITERAL}: result1: tensor<3x2xf64> = [[0.01181792773, -0.04580264328], [0.1979296776, 0.09282471835], [0.1911094502, 0.04735414708]]
// CHECK{LITERAL}: result2: tensor<1x3xf64> = [[0.004812052052, 0.2018686661, 0.4794926801]]
func.func @tanh(%dy: tensor<?x1xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.607], [-0.579]]> : tensor<2x1xf64>},
    %x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.226, -0.897], [-1.15, -1.236]]> : tensor<2x2xf64>},
    %u: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[-1.789884, 0.75141, 0.458928], [-4.592682, 0.32952600000000004, -0.39792599999999984]]> : tensor<2x3xf64>},
    %w1: tensor<3x2xf64> {bmc.value = dense<[[1.455, 2.362], [0.483, -0.716], [0.705, -0.334]]> : tensor<3x2xf64>},
    %w2: tensor<1x3xf64> {bmc.value = dense<[[0.801, 0.291, 0.28]]> : tensor<1x3xf64>}) -> (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>) {
  %r:3 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 tanh : (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>) -> (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>)
  return %r#0, %r#1, %r#2 : tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>
}

// CHECK-LABEL: @sigmoid
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[0.07620895634, -0.1203263073], [-0.09154877518, 0.1371987921]]
// CHECK{LITERAL}: result1: tensor<3x2xf64> = [[0.01422427726, 0.005678265912], [-0.01296638328, 0.04431086229], [-0.009188919143, 0.003257256398]]
// CHECK{LITERAL}: result2: tensor<3xf64> = [-0.02400095065, 0.01177876749, 0.0140912762]
// CHECK{LITERAL}: result3: tensor<1x3xf64> = [[-0.04559123398, 0.03334015563, -0.023886032]]
func.func @sigmoid(%dy: tensor<?x1xf64, #bmc.dims<"B">> {bmc.value = dense<[[-1.514], [1.499]]> : tensor<2x1xf64>},
    %x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[-0.404, -1.721], [-0.442, -1.422]]> : tensor<2x2xf64>},
    %u: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[2.559298, -1.1694170000000002, 3.437853], [2.2783659999999997, -1.037808, 3.248726]]> : tensor<2x3xf64>},
    %w1: tensor<3x2xf64> {bmc.value = dense<[[-0.145, -0.958], [0.101, 0.453], [-1.42, -0.813]]> : tensor<3x2xf64>},
    %w2: tensor<1x3xf64> {bmc.value = dense<[[-0.943, 0.746, 1.706]]> : tensor<1x3xf64>}) -> (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<3xf64>, tensor<1x3xf64>) {
  %r:4 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 sigmoid b1 : (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>) -> (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<3xf64>, tensor<1x3xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<3xf64>, tensor<1x3xf64>
}

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1x1xf64> = [[-12.83703855]]
// CHECK{LITERAL}: result1: tensor<1x1xf64> = [[-3.029171688]]
// CHECK{LITERAL}: result2: tensor<1x1xf64> = [[2.779634516]]
func.func @one(%dy: tensor<1x1xf64> {bmc.value = dense<[[1.578]]> : tensor<1x1xf64>},
    %x: tensor<1x1xf64> {bmc.value = dense<[[-0.656]]> : tensor<1x1xf64>},
    %u: tensor<1x1xf64> {bmc.value = dense<[[1.82368]]> : tensor<1x1xf64>},
    %w1: tensor<1x1xf64> {bmc.value = dense<[[-2.78]]> : tensor<1x1xf64>},
    %w2: tensor<1x1xf64> {bmc.value = dense<[[2.651]]> : tensor<1x1xf64>}) -> (tensor<1x1xf64>, tensor<1x1xf64>, tensor<1x1xf64>) {
  %r:3 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu : (tensor<1x1xf64>, tensor<1x1xf64>, tensor<1x1xf64>, tensor<1x1xf64>, tensor<1x1xf64>) -> (tensor<1x1xf64>, tensor<1x1xf64>, tensor<1x1xf64>)
  return %r#0, %r#1, %r#2 : tensor<1x1xf64>, tensor<1x1xf64>, tensor<1x1xf64>
}

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<2xf64> = [0.367718126, -0.175267518]
// CHECK{LITERAL}: result1: tensor<1x2xf64> = [[1.773294888, -0.290394221]]
// CHECK{LITERAL}: result2: tensor<1xf64> = [-1.718309]
// CHECK{LITERAL}: result3: tensor<2x1xf64> = [[0.05648688], [1.658596014]]
// CHECK{LITERAL}: result4: tensor<2xf64> = [0.08, 2.349]
func.func @vector(%dy: tensor<2xf64> {bmc.value = dense<[0.08, 2.349]> : tensor<2xf64>},
    %x: tensor<2xf64> {bmc.value = dense<[-1.032, 0.169]> : tensor<2xf64>},
    %u: tensor<1xf64> {bmc.value = dense<[0.706086]> : tensor<1xf64>},
    %w1: tensor<1x2xf64> {bmc.value = dense<[[-0.214, 0.102]]> : tensor<1x2xf64>},
    %w2: tensor<2x1xf64> {bmc.value = dense<[[-1.483], [-0.681]]> : tensor<2x1xf64>}) -> (tensor<2xf64>, tensor<1x2xf64>, tensor<1xf64>, tensor<2x1xf64>, tensor<2xf64>) {
  %r:5 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 relu b1 b2 : (tensor<2xf64>, tensor<2xf64>, tensor<1xf64>, tensor<1x2xf64>, tensor<2x1xf64>) -> (tensor<2xf64>, tensor<1x2xf64>, tensor<1xf64>, tensor<2x1xf64>, tensor<2xf64>)
  return %r#0, %r#1, %r#2, %r#3, %r#4 : tensor<2xf64>, tensor<1x2xf64>, tensor<1xf64>, tensor<2x1xf64>, tensor<2xf64>
}

// CHECK-LABEL: @sequence
// CHECK{LITERAL}: result0: tensor<1x2x1xf64> = [[[-1.097427997], [-0.3295424982]]]
// CHECK{LITERAL}: result1: tensor<2x1xf64> = [[-0.6848536037], [0.4882462619]]
// CHECK{LITERAL}: result2: tensor<2xf64> = [1.171000566, -0.6517690255]
// CHECK{LITERAL}: result3: tensor<2x2xf64> = [[0.2097202892, 0.390643703], [0.220192848, 0.4065961904]]
// CHECK{LITERAL}: result4: tensor<2xf64> = [0.177, -0.255]
func.func @sequence(%dy: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[0.754, 0.652], [-0.577, -0.907]]]> : tensor<1x2x2xf64>},
    %x: tensor<?x?x1xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-0.716], [0.259]]]> : tensor<1x2x1xf64>},
    %u: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[0.32685600000000004, 0.5491479999999999], [-1.5412439999999998, -0.6725269999999999]]]> : tensor<1x2x2xf64>},
    %w1: tensor<2x1xf64> {bmc.value = dense<[[-1.916], [-1.253]]> : tensor<2x1xf64>},
    %w2: tensor<2x2xf64> {bmc.value = dense<[[1.329, -0.943], [0.531, -0.062]]> : tensor<2x2xf64>}) -> (tensor<?x?x1xf64, #bmc.dims<"B", "S">>, tensor<2x1xf64>, tensor<2xf64>, tensor<2x2xf64>, tensor<2xf64>) {
  %r:5 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu_tanh b1 b2 : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x1xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<2x1xf64>, tensor<2x2xf64>) -> (tensor<?x?x1xf64, #bmc.dims<"B", "S">>, tensor<2x1xf64>, tensor<2xf64>, tensor<2x2xf64>, tensor<2xf64>)
  return %r#0, %r#1, %r#2, %r#3, %r#4 : tensor<?x?x1xf64, #bmc.dims<"B", "S">>, tensor<2x1xf64>, tensor<2xf64>, tensor<2x2xf64>, tensor<2xf64>
}
