// gradients of attention
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1x1x1xf64> = [[[0]]]
// CHECK{LITERAL}: result1: tensor<1x1x1xf64> = [[[0]]]
// CHECK{LITERAL}: result2: tensor<1x1x1xf64> = [[[0.034]]]
func.func @one(%dout: tensor<1x1x1xf64> {bmc.value = dense<[[[0.034]]]> : tensor<1x1x1xf64>},
    %q: tensor<1x1x1xf64> {bmc.value = dense<[[[0.759]]]> : tensor<1x1x1xf64>},
    %k: tensor<1x1x1xf64> {bmc.value = dense<[[[-1.084]]]> : tensor<1x1x1xf64>},
    %v: tensor<1x1x1xf64> {bmc.value = dense<[[[1.341]]]> : tensor<1x1x1xf64>},
    %out: tensor<1x1x1xf64> {bmc.value = dense<[[[1.341]]]> : tensor<1x1x1xf64>},
    %lse: tensor<1x1x1x2xf64> {bmc.value = dense<[[[[-0.822756, 0.0]]]]> : tensor<1x1x1x2xf64>}) -> (tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse heads 1 scale 1.0 : (tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1x2xf64>) -> (tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>)
  return %r#0, %r#1, %r#2 : tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>
}

// CHECK-LABEL: @causal
// CHECK{LITERAL}: result0: tensor<1x3x2xf64> = [[[0, 0], [-0.008896324047, -0.04605155977], [-0.0008412646159, -0.001863804106]]]
// CHECK{LITERAL}: result1: tensor<1x3x2xf64> = [[[-0.08232404318, -0.02898366832], [0.07880984177, 0.03457310844], [0.003514201407, -0.00558944012]]]
// CHECK{LITERAL}: result2: tensor<1x3x2xf64> = [[[1.75203209, 2.607151448], [0.7054408724, 0.1664255037], [0.2505270374, 0.435423048]]]
func.func @causal(%dout: tensor<1x3x2xf64> {bmc.value = dense<[[[1.056, 2.453], [1.297, 0.139], [0.355, 0.617]]]> : tensor<1x3x2xf64>},
    %q: tensor<1x3x2xf64> {bmc.value = dense<[[[-0.749, -0.489], [-0.677, 0.16], [-0.718, 1.142]]]> : tensor<1x3x2xf64>},
    %k: tensor<1x3x2xf64> {bmc.value = dense<[[[-0.782, -2.273], [-0.731, -2.009], [-0.04, 1.059]]]> : tensor<1x3x2xf64>},
    %v: tensor<1x3x2xf64> {bmc.value = dense<[[[0.648, -1.338], [-0.762, 1.779], [0.319, 0.004]]]> : tensor<1x3x2xf64>},
    %out: tensor<1x3x2xf64> {bmc.value = dense<[[[0.648, -1.338], [-0.058359414565165565, 0.22350517390044042], [0.19462855031378623, 0.0980402049550382]]]> : tensor<1x3x2xf64>},
    %lse: tensor<1x1x3x2xf64> {bmc.value = dense<[[[[0.8486075000000001, 0.0], [0.7779442896328246, 0.0], [0.9675999411938115, 0.0]]]]> : tensor<1x1x3x2xf64>}) -> (tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse heads 1 scale 0.5 causal : (tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x1x3x2xf64>) -> (tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>)
  return %r#0, %r#1, %r#2 : tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>
}

// CHECK-LABEL: @two_heads
// CHECK{LITERAL}: result0: tensor<1x2x4xf64> = [[[-0.02272937054, -0.04057933817, -0.105185846, -0.09987087301], [-0.01744835715, -0.0311510072, 0.03280065146, 0.0311432557]]]
// CHECK{LITERAL}: result1: tensor<1x2x4xf64> = [[[0.0407539509, 0.06085695956, 0.03431985615, 0.03450319622], [-0.0407539509, -0.06085695956, -0.03431985615, -0.03450319622]]]
// CHECK{LITERAL}: result2: tensor<1x2x4xf64> = [[[-0.7970311721, -0.2850368735, 0.02763557976, -1.223564541], [-1.358968828, -0.6469631265, 1.21636442, -1.772435459]]]
func.func @two_heads(%dout: tensor<1x2x4xf64> {bmc.value = dense<[[[-1.818, -1.151, 1.618, -2.188], [-0.338, 0.219, -0.374, -0.808]]]> : tensor<1x2x4xf64>},
    %q: tensor<1x2x4xf64> {bmc.value = dense<[[[-0.613, -1.059, 0.052, -0.947], [-0.061, 0.096, 2.341, -0.851]]]> : tensor<1x2x4xf64>},
    %k: tensor<1x2x4xf64> {bmc.value = dense<[[[-0.122, -0.164, 0.437, 1.047], [-0.49, -0.821, -1.641, -0.926]]]> : tensor<1x2x4xf64>},
    %v: tensor<1x2x4xf64> {bmc.value = dense<[[[0.536, 0.046, -1.015, -0.373], [0.031, 0.504, -0.593, -0.25]]]> : tensor<1x2x4xf64>},
    %out: tensor<1x2x4xf64> {bmc.value = dense<[[[0.20478567343589754, 0.3463884387452652, -0.6882815572355506, -0.2777716387203145], [0.2870899040881217, 0.27174420579730746, -0.9740249864910415, -0.36105704582558795]]]> : tensor<1x2x4xf64>},
    %lse: tensor<1x2x2x2xf64> {bmc.value = dense<[[[[1.240659051165666, 0.0], [0.6732184586035892, 0.0]], [[0.8100195453405075, 0.0], [0.19455435971835627, 0.0]]]]> : tensor<1x2x2x2xf64>}) -> (tensor<1x2x4xf64>, tensor<1x2x4xf64>, tensor<1x2x4xf64>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse heads 2 scale 0.7 : (tensor<1x2x4xf64>, tensor<1x2x4xf64>, tensor<1x2x4xf64>, tensor<1x2x4xf64>, tensor<1x2x4xf64>, tensor<1x2x2x2xf64>) -> (tensor<1x2x4xf64>, tensor<1x2x4xf64>, tensor<1x2x4xf64>)
  return %r#0, %r#1, %r#2 : tensor<1x2x4xf64>, tensor<1x2x4xf64>, tensor<1x2x4xf64>
}

// CHECK-LABEL: @cross
// CHECK{LITERAL}: result0: tensor<1x2x1xf64> = [[[0.05380546602], [0.07204474922]]]
// CHECK{LITERAL}: result1: tensor<1x3x1xf64> = [[[0.006429697986], [0.002345631163], [-0.008775329148]]]
// CHECK{LITERAL}: result2: tensor<1x3x1xf64> = [[[0.5035362826], [0.5300142606], [0.5044494568]]]
func.func @cross(%dout: tensor<1x2x1xf64> {bmc.value = dense<[[[0.641], [0.897]]]> : tensor<1x2x1xf64>},
    %q: tensor<1x2x1xf64> {bmc.value = dense<[[[-0.061], [-0.005]]]> : tensor<1x2x1xf64>},
    %k: tensor<1x3x1xf64> {bmc.value = dense<[[[-0.082], [-1.878], [-0.147]]]> : tensor<1x3x1xf64>},
    %v: tensor<1x3x1xf64> {bmc.value = dense<[[[-0.855], [-0.548], [0.227]]]> : tensor<1x3x1xf64>},
    %out: tensor<1x2x1xf64> {bmc.value = dense<[[[-0.3970013122800691], [-0.39240074532133246]]]> : tensor<1x2x1xf64>},
    %lse: tensor<1x1x2x2xf64> {bmc.value = dense<[[[[1.1427566090117414, 0.0], [1.102132611256461, 0.0]]]]> : tensor<1x1x2x2xf64>}) -> (tensor<1x2x1xf64>, tensor<1x3x1xf64>, tensor<1x3x1xf64>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse heads 1 scale 1.0 : (tensor<1x2x1xf64>, tensor<1x2x1xf64>, tensor<1x3x1xf64>, tensor<1x3x1xf64>, tensor<1x2x1xf64>, tensor<1x1x2x2xf64>) -> (tensor<1x2x1xf64>, tensor<1x3x1xf64>, tensor<1x3x1xf64>)
  return %r#0, %r#1, %r#2 : tensor<1x2x1xf64>, tensor<1x3x1xf64>, tensor<1x3x1xf64>
}

// CHECK-LABEL: @run_time_sizes
// CHECK{LITERAL}: result0: tensor<2x2x2xf64> = [[[0, 0], [0.09994130026, -0.07701310225]], [[0, 0], [0.00991207566, -0.5925942501]]]
// CHECK{LITERAL}: result1: tensor<2x2x2xf64> = [[[-0.1403481896, -0.1514946319], [0.1403481896, 0.1514946319]], [[0.001001568621, 0.2748118361], [-0.001001568621, -0.2748118361]]]
// CHECK{LITERAL}: result2: tensor<2x2x2xf64> = [[[-0.3589399035, -2.344705975], [-0.5340600965, -0.6102940246]], [[-1.075013922, 0.8119831664], [0.1050139215, -1.026983166]]]
func.func @run_time_sizes(%dout: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-0.032, -1.497], [-0.861, -1.458]], [[-1.197, 1.305], [0.227, -1.52]]]> : tensor<2x2x2xf64>},
    %q: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-0.496, 0.924], [1.174, 1.137]], [[1.39, -0.146], [-0.174, 0.825]]]> : tensor<2x2x2xf64>},
    %k: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-1.367, 0.209], [-0.531, -0.369]], [[-1.742, -0.891], [-0.02, 0.888]]]> : tensor<2x2x2xf64>},
    %v: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[0.99, -0.08], [-0.189, -0.831]], [[0.402, -0.248], [0.606, 1.752]]]> : tensor<2x2x2xf64>},
    %out: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[0.99, -0.08], [0.2586912268073166, -0.3943558384536384]], [[0.402, -0.248], [0.4963737444562287, 1.1032936399739943]]]> : tensor<2x2x2xf64>},
    %lse: tensor<?x2x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[[0.339016, 0.0], [0.165889131624257, 0.0]], [[0.096558, 0.0], [0.6611035640086451, 0.0]]], [[[-1.2106899999999998, 0.0], [0.7725970901385837, 0.0]], [[0.065043, 0.0], [0.7583847951072129, 0.0]]]]> : tensor<2x2x2x2xf64>}) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse heads 2 scale 0.5 causal : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1, %r#2 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>
}

// CHECK-LABEL: @two_run_time_lengths
// CHECK{LITERAL}: result0: tensor<1x1x2xf64> = [[[-0.06038528269, -0.06544729691]]]
// CHECK{LITERAL}: result1: tensor<1x3x2xf64> = [[[0.006962876193, 0.0134147156], [0.03329488095, 0.06414610091], [-0.04025775714, -0.07756081651]]]
// CHECK{LITERAL}: result2: tensor<1x3x2xf64> = [[[0.04291641243, -0.05234708904], [0.07921814109, -0.09662594917], [0.1918654465, -0.2340269618]]]
func.func @two_run_time_lengths(%dout: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[0.314, -0.383]]]> : tensor<1x1x2xf64>},
    %q: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[0.654, 1.26]]]> : tensor<1x1x2xf64>},
    %k: tensor<?x?x2xf64, #bmc.dims<"B", "T">> {bmc.value = dense<[[[-0.36, -0.676], [-0.337, 0.285], [0.64, 1.182]]]> : tensor<1x3x2xf64>},
    %v: tensor<?x?x2xf64, #bmc.dims<"B", "T">> {bmc.value = dense<[[[1.212, 1.185], [1.362, 0.661], [-1.531, -0.131]]]> : tensor<1x3x2xf64>},
    %out: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-0.42622993165117506, 0.2486776003070581]]]> : tensor<1x1x2xf64>},
    %lse: tensor<?x1x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[[1.446538659124106, 0.0]]]]> : tensor<1x1x1x2xf64>}) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "T">>, tensor<?x?x2xf64, #bmc.dims<"B", "T">>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse heads 1 scale 0.5 : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "T">>, tensor<?x?x2xf64, #bmc.dims<"B", "T">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x1x?x2xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "T">>, tensor<?x?x2xf64, #bmc.dims<"B", "T">>)
  return %r#0, %r#1, %r#2 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "T">>, tensor<?x?x2xf64, #bmc.dims<"B", "T">>
}

// CHECK-LABEL: @segments
// CHECK{LITERAL}: result0: tensor<1x3x2xf64> = [[[0.0586349205, 0.05833637202], [-0.0004886881622, 0.02465160285], [0, 0]]]
// CHECK{LITERAL}: result1: tensor<1x4x2xf64> = [[[-0.002975567921, -0.009676025612], [-5.970969501e-05, -0.01785319881], [5.970969501e-05, 0.01785319881], [0.002975567921, 0.009676025612]]]
// CHECK{LITERAL}: result2: tensor<1x4x2xf64> = [[[0.04206594571, -0.05010402451], [-0.5871624011, 0.1255888009], [-0.6798375989, 0.1454111991], [0.1149340543, -0.1368959755]]]
func.func @segments(%dout: tensor<1x3x2xf64> {bmc.value = dense<[[[-1.267, 0.271], [0.157, -0.187], [-2.517, -0.539]]]> : tensor<1x3x2xf64>},
    %q: tensor<1x3x2xf64> {bmc.value = dense<[[[0.001, 0.299], [-0.274, -0.891], [-0.455, -0.992]]]> : tensor<1x3x2xf64>},
    %k: tensor<1x4x2xf64> {bmc.value = dense<[[[0.06, 1.34], [-0.492, -0.62], [0.49, 0.357], [0.105, -0.93]]]> : tensor<1x4x2xf64>},
    %v: tensor<1x4x2xf64> {bmc.value = dense<[[[-0.029, 0.695], [-1.344, -0.458], [-1.901, -1.29], [-1.842, -0.235]]]> : tensor<1x4x2xf64>},
    %out: tensor<1x3x2xf64> {bmc.value = dense<[[[-1.64287098861432, -0.9044284785046935], [-1.356232104612184, 0.014180442752713239], [0.0, 0.0]]]> : tensor<1x3x2xf64>},
    %lse: tensor<1x1x3x2xf64> {bmc.value = dense<[[[[0.0536165, 0.6225532358555282], [0.39993, 0.3118872824392785], [-1.0e+30, 0.0]]]]> : tensor<1x1x3x2xf64>},
    %s: tensor<1x3xi32> {bmc.value = dense<[[1, 2, 5]]> : tensor<1x3xi32>},
    %t: tensor<1x4xi32> {bmc.value = dense<[[2, 1, 1, 2]]> : tensor<1x4xi32>}) -> (tensor<1x3x2xf64>, tensor<1x4x2xf64>, tensor<1x4x2xf64>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse segments %s, %t heads 1 scale 0.5 : (tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x4x2xf64>, tensor<1x4x2xf64>, tensor<1x3x2xf64>, tensor<1x1x3x2xf64>, tensor<1x3xi32>, tensor<1x4xi32>) -> (tensor<1x3x2xf64>, tensor<1x4x2xf64>, tensor<1x4x2xf64>)
  return %r#0, %r#1, %r#2 : tensor<1x3x2xf64>, tensor<1x4x2xf64>, tensor<1x4x2xf64>
}

// CHECK-LABEL: @segments_causal
// CHECK{LITERAL}: result0: tensor<1x3x2xf64> = [[[0, 0], [-0.1148481865, 0.1776262628], [0, 0]]]
// CHECK{LITERAL}: result1: tensor<1x3x2xf64> = [[[0.160619493, 0.05018046905], [-0.160619493, -0.05018046905], [0, 0]]]
// CHECK{LITERAL}: result2: tensor<1x3x2xf64> = [[[0.6067509478, 0.9060485247], [-0.3887509478, 1.212951475], [0.762, -1.199]]]
func.func @segments_causal(%dout: tensor<1x3x2xf64> {bmc.value = dense<[[[0.859, 0.119], [-0.641, 2.0], [0.762, -1.199]]]> : tensor<1x3x2xf64>},
    %q: tensor<1x3x2xf64> {bmc.value = dense<[[[-0.049, 0.113], [-1.53, -0.478], [-0.979, -0.809]]]> : tensor<1x3x2xf64>},
    %k: tensor<1x3x2xf64> {bmc.value = dense<[[[1.061, -0.808], [-0.033, 0.884], [-0.584, -0.112]]]> : tensor<1x3x2xf64>},
    %v: tensor<1x3x2xf64> {bmc.value = dense<[[[0.11, 0.064], [-1.225, 0.076], [1.359, -1.547]]]> : tensor<1x3x2xf64>},
    %out: tensor<1x3x2xf64> {bmc.value = dense<[[[0.11, 0.064], [-0.6996451097824853, 0.07127770885197739], [1.359, -1.547]]]> : tensor<1x3x2xf64>},
    %lse: tensor<1x1x3x2xf64> {bmc.value = dense<[[[[-0.0716465, 0.0], [-0.186031, 0.5000905552485242], [0.33117199999999997, 0.0]]]]> : tensor<1x1x3x2xf64>},
    %s: tensor<1x3xi32> {bmc.value = dense<[[1, 1, 2]]> : tensor<1x3xi32>},
    %t: tensor<1x3xi32> {bmc.value = dense<[[1, 1, 2]]> : tensor<1x3xi32>}) -> (tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse segments %s, %t heads 1 scale 0.5 causal : (tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x1x3x2xf64>, tensor<1x3xi32>, tensor<1x3xi32>) -> (tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>)
  return %r#0, %r#1, %r#2 : tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>
}

// CHECK-LABEL: @softcap
// CHECK{LITERAL}: result0: tensor<1x2x2xf64> = [[[0.1162903881, 0.1328722486], [-0.1261862808, 0.3508764114]]]
// CHECK{LITERAL}: result1: tensor<1x3x2xf64> = [[[-0.04613754288, 0.2796894101], [0.01598609535, 0.04948967704], [0.03190039212, -0.3525228111]]]
// CHECK{LITERAL}: result2: tensor<1x3x2xf64> = [[[-0.2530082124, -1.190478418], [-0.2205535756, -0.762094309], [-0.203438212, -0.8344272727]]]
func.func @softcap(%dout: tensor<1x2x2xf64> {bmc.value = dense<[[[-1.324, -0.795], [0.647, -1.992]]]> : tensor<1x2x2xf64>},
    %q: tensor<1x2x2xf64> {bmc.value = dense<[[[0.075, 0.577], [-0.189, 0.683]]]> : tensor<1x2x2xf64>},
    %k: tensor<1x3x2xf64> {bmc.value = dense<[[[-0.067, 0.667], [1.439, -0.676], [0.203, -0.463]]]> : tensor<1x3x2xf64>},
    %v: tensor<1x3x2xf64> {bmc.value = dense<[[[0.127, -1.187], [-0.579, -0.196], [0.899, 1.145]]]> : tensor<1x3x2xf64>},
    %out: tensor<1x2x2xf64> {bmc.value = dense<[[[0.14963751612508097, -0.19452571166298746], [0.17124821638900092, -0.22710903572851465]]]> : tensor<1x2x2xf64>},
    %lse: tensor<1x1x2x2xf64> {bmc.value = dense<[[[[0.17682536840996702, 0.9056215892652223], [0.21059697875400812, 0.8294736779143277]]]]> : tensor<1x1x2x2xf64>}) -> (tensor<1x2x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse heads 1 scale 0.5 softcap 0.4 : (tensor<1x2x2xf64>, tensor<1x2x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x2x2xf64>, tensor<1x1x2x2xf64>) -> (tensor<1x2x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>)
  return %r#0, %r#1, %r#2 : tensor<1x2x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>
}
