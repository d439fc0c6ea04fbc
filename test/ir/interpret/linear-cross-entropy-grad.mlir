// loss and gradients of linear_cross_entropy
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @scalar
// CHECK{LITERAL}: result0: tensor<f64> = 0.550815402
// CHECK{LITERAL}: result1: tensor<2xf64> = [0.1936324294, 0.1325722268]
// CHECK{LITERAL}: result2: tensor<3x2xf64> = [[-0.03342819119, -0.05248158211], [0.1043977894, 0.1639024118], [-0.07096959824, -0.1114208297]]
func.func @scalar(%d: tensor<f64> {bmc.value = dense<0.5> : tensor<f64>},
    %x: tensor<2xf64> {bmc.value = dense<[-0.493, -0.774]> : tensor<2xf64>},
    %w: tensor<3x2xf64> {bmc.value = dense<[[1.016, 0.14], [-1.103, -0.38], [-0.756, 0.296]]> : tensor<3x2xf64>},
    %t: tensor<i32> {bmc.value = dense<1> : tensor<i32>}) -> (tensor<f64>, tensor<2xf64>, tensor<3x2xf64>) {
  %r:3 = bmc.linear_cross_entropy_grad %d, %x, %w, %t : (tensor<f64>, tensor<2xf64>, tensor<3x2xf64>, tensor<i32>) -> (tensor<f64>, tensor<2xf64>, tensor<3x2xf64>)
  return %r#0, %r#1, %r#2 : tensor<f64>, tensor<2xf64>, tensor<3x2xf64>
}

// CHECK-LABEL: @one_class
// CHECK{LITERAL}: result0: tensor<f64> = 0
// CHECK{LITERAL}: result1: tensor<1x2xf64> = [[0, 0]]
// CHECK{LITERAL}: result2: tensor<1x2xf64> = [[0, 0]]
func.func @one_class(%d: tensor<f64> {bmc.value = dense<0.5> : tensor<f64>},
    %x: tensor<1x2xf64> {bmc.value = dense<[[0.11, 1.15]]> : tensor<1x2xf64>},
    %w: tensor<1x2xf64> {bmc.value = dense<[[0.71, -1.564]]> : tensor<1x2xf64>},
    %t: tensor<1xi32> {bmc.value = dense<[0]> : tensor<1xi32>}) -> (tensor<f64>, tensor<1x2xf64>, tensor<1x2xf64>) {
  %r:3 = bmc.linear_cross_entropy_grad %d, %x, %w, %t : (tensor<f64>, tensor<1x2xf64>, tensor<1x2xf64>, tensor<1xi32>) -> (tensor<f64>, tensor<1x2xf64>, tensor<1x2xf64>)
  return %r#0, %r#1, %r#2 : tensor<f64>, tensor<1x2xf64>, tensor<1x2xf64>
}

// CHECK-LABEL: @rows
// CHECK{LITERAL}: result0: tensor<f64> = 2.483534609
// CHECK{LITERAL}: result1: tensor<2x2xf64> = [[0.5876298548, -0.4751978711], [-0.259342057, 0.5498427448]]
// CHECK{LITERAL}: result2: tensor<3x2xf64> = [[-0.1568146519, -0.3561646662], [0.1208339684, 0.26971093], [0.03598068344, 0.0864537362]]
func.func @rows(%d: tensor<f64> {bmc.value = dense<0.5> : tensor<f64>},
    %x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.407, 0.897], [0.456, 1.03]]> : tensor<2x2xf64>},
    %w: tensor<3x2xf64> {bmc.value = dense<[[-0.55, -0.951], [0.93, -1.065], [-2.16, 1.025]]> : tensor<3x2xf64>},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[2, 0]> : tensor<2xi32>}) -> (tensor<f64>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>) {
  %r:3 = bmc.linear_cross_entropy_grad %d, %x, %w, %t : (tensor<f64>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<?xi32, #bmc.dims<"B">>) -> (tensor<f64>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>)
  return %r#0, %r#1, %r#2 : tensor<f64>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>
}

// CHECK-LABEL: @ignored
// CHECK{LITERAL}: result0: tensor<f64> = 2.13913885
// CHECK{LITERAL}: result1: tensor<3x2xf64> = [[0, 0], [-0.1685085648, -0.4922920375], [0, 0]]
// CHECK{LITERAL}: result2: tensor<2x2xf64> = [[-0.6166884126, -0.584927636], [0.6166884126, 0.584927636]]
func.func @ignored(%d: tensor<f64> {bmc.value = dense<0.5> : tensor<f64>},
    %x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[-0.724, -0.306], [-1.398, -1.326], [-1.157, -0.361]]> : tensor<3x2xf64>},
    %w: tensor<2x2xf64> {bmc.value = dense<[[0.37, -2.298], [0.752, -1.182]]> : tensor<2x2xf64>},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[-100, 1, -1]> : tensor<3xi32>}) -> (tensor<f64>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<2x2xf64>) {
  %r:3 = bmc.linear_cross_entropy_grad %d, %x, %w, %t : (tensor<f64>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<2x2xf64>, tensor<?xi32, #bmc.dims<"B">>) -> (tensor<f64>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<2x2xf64>)
  return %r#0, %r#1, %r#2 : tensor<f64>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<2x2xf64>
}

// CHECK-LABEL: @nothing_counts
// CHECK{LITERAL}: result0: tensor<f64> = 0
// CHECK{LITERAL}: result1: tensor<2x2xf64> = [[0, 0], [0, 0]]
// CHECK{LITERAL}: result2: tensor<3x2xf64> = [[0, 0], [0, 0], [0, 0]]
func.func @nothing_counts(%d: tensor<f64> {bmc.value = dense<0.5> : tensor<f64>},
    %x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[-1.066, 0.678], [-0.075, -1.536]]> : tensor<2x2xf64>},
    %w: tensor<3x2xf64> {bmc.value = dense<[[1.845, -0.861], [0.247, 0.2], [1.411, -0.456]]> : tensor<3x2xf64>},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[-100, -100]> : tensor<2xi32>}) -> (tensor<f64>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>) {
  %r:3 = bmc.linear_cross_entropy_grad %d, %x, %w, %t : (tensor<f64>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<?xi32, #bmc.dims<"B">>) -> (tensor<f64>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>)
  return %r#0, %r#1, %r#2 : tensor<f64>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>
}

// CHECK-LABEL: @sequence
// CHECK{LITERAL}: result0: tensor<f64> = 5.014850191
// CHECK{LITERAL}: result1: tensor<2x2x2xf64> = [[[1.449363627, -0.1742922892], [-0.05562818332, 0.008811487157]], [[0, 0], [1.012245645, -0.2616181775]]]
// CHECK{LITERAL}: result2: tensor<3x2xf64> = [[0.5490585492, -0.3078792197], [-0.4386636285, 0.3621365066], [-0.1103949207, -0.05425728698]]
func.func @sequence(%d: tensor<f64> {bmc.value = dense<0.5> : tensor<f64>},
    %x: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[1.008, -0.742], [1.122, -0.763]], [[-0.362, 1.896], [0.317, 0.11]]]> : tensor<2x2x2xf64>},
    %w: tensor<3x2xf64> {bmc.value = dense<[[2.242, 0.361], [-0.816, 0.735], [-1.182, 1.128]]> : tensor<3x2xf64>},
    %t: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.value = dense<[[1, 0], [-100, 2]]> : tensor<2x2xi32>}) -> (tensor<f64>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<3x2xf64>) {
  %r:3 = bmc.linear_cross_entropy_grad %d, %x, %w, %t : (tensor<f64>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<3x2xf64>, tensor<?x?xi32, #bmc.dims<"B", "S">>) -> (tensor<f64>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<3x2xf64>)
  return %r#0, %r#1, %r#2 : tensor<f64>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<3x2xf64>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<f64> = 3.060397168
// CHECK{LITERAL}: result1: tensor<1x2xf64> = [[0.07066115764, -0.327709359]]
// CHECK{LITERAL}: result2: tensor<17x2xf64> = [[0.008467641606, -0.004023182952], [0.03559905274, -0.01691397779], [0.1277550845, -0.0606995551], [0.01494437581, -0.007100437263], [0.01205997392, -0.00572998761], [0.003243250375, -0.001540947317], [0.02334565835, -0.01109209141], [0.007570794601, -0.003597069077], [0.05360128432, -0.02546727688], [0.01174818815, -0.005581850591], [0.02841618932, -0.01350122428], [0.02604354719, -0.01237392416], [0.05732501148, -0.02723651043], [0.0770367075, -0.03660201774], [0.05207364825, -0.02474145974], [0.03550753861, -0.0168704972], [-0.5747379468, 0.2730720095]]
func.func @seventeen(%d: tensor<f64> {bmc.value = dense<0.5> : tensor<f64>},
    %x: tensor<1x2xf64> {bmc.value = dense<[[1.206, -0.573]]> : tensor<1x2xf64>},
    %w: tensor<17x2xf64> {bmc.value = dense<[[-0.628, 0.177], [0.014, -0.978], [0.568, -2.042], [-0.433, -0.404], [-0.273, 0.307], [-1.228, 0.589], [-0.18, -0.65], [-1.367, -1.183], [0.36, -0.964], [0.064, 1.062], [1.033, 1.56], [-0.296, -1.085], [1.021, 0.31], [1.124, 0.011], [1.196, 0.846], [0.716, 0.504], [0.398, 0.233]]> : tensor<17x2xf64>},
    %t: tensor<1xi32> {bmc.value = dense<[16]> : tensor<1xi32>}) -> (tensor<f64>, tensor<1x2xf64>, tensor<17x2xf64>) {
  %r:3 = bmc.linear_cross_entropy_grad %d, %x, %w, %t : (tensor<f64>, tensor<1x2xf64>, tensor<17x2xf64>, tensor<1xi32>) -> (tensor<f64>, tensor<1x2xf64>, tensor<17x2xf64>)
  return %r#0, %r#1, %r#2 : tensor<f64>, tensor<1x2xf64>, tensor<17x2xf64>
}

// CHECK-LABEL: @bias
// CHECK{LITERAL}: result0: tensor<f64> = 1.883817942
// CHECK{LITERAL}: result1: tensor<3x2xf64> = [[0.1972482758, -0.2035296692], [0, 0], [-0.6145667327, 0.7745640019]]
// CHECK{LITERAL}: result2: tensor<3x2xf64> = [[0.1130894423, -0.05047372741], [0.006834754904, 0.02389138663], [-0.1199241972, 0.02658234077]]
// CHECK{LITERAL}: result3: tensor<3xf64> = [-0.3255454381, 0.03456624547, 0.2909791927]
func.func @bias(%d: tensor<f64> {bmc.value = dense<0.5> : tensor<f64>},
    %x: tensor<3x2xf64> {bmc.value = dense<[[0.407, 0.897], [0.456, 1.03], [-0.2, 0.3]]> : tensor<3x2xf64>},
    %w: tensor<3x2xf64> {bmc.value = dense<[[-0.55, -0.951], [0.93, -1.065], [-2.16, 1.025]]> : tensor<3x2xf64>},
    %t: tensor<3xi32> {bmc.value = dense<[2, -100, 0]> : tensor<3xi32>},
    %b: tensor<3xf64> {bmc.value = dense<[0.25, -1.5, 0.75]> : tensor<3xf64>}) -> (tensor<f64>, tensor<3x2xf64>, tensor<3x2xf64>, tensor<3xf64>) {
  %r:4 = bmc.linear_cross_entropy_grad %d, %x, %w, %t, %b : (tensor<f64>, tensor<3x2xf64>, tensor<3x2xf64>, tensor<3xi32>, tensor<3xf64>) -> (tensor<f64>, tensor<3x2xf64>, tensor<3x2xf64>, tensor<3xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<f64>, tensor<3x2xf64>, tensor<3x2xf64>, tensor<3xf64>
}
