namespace Reasonator.Modeling;

/// <summary>
/// Factors by which the outliers of a product's inputs move into its weights before both are quantised (SmoothQuant,
/// arXiv 2211.10438): the inputs are divided by them, the weights multiplied.
/// </summary>
internal static class Smoothing
{
    private const float Smallest = 1e-5f;
    private const float SmallestFactor = 1e-3f;

    /// <summary>activation^alpha / weight^(1−alpha) for each input, with a geometric mean of 1.</summary>
    /// <param name="activations">The largest |activation| of each input over typical texts.</param>
    /// <param name="alpha">How much moves: 0 none of it, 1 all.</param>
    /// <param name="products">The products that read the same inputs.</param>
    public static float[] Factors(float[] activations, double alpha, params IReadOnlyList<Linear> products)
    {
        var weights = new float[activations.Length];
        foreach (var product in products)
        {
            var largest = product.LargestByInput();
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] = Math.Max(weights[i], largest[i]);
            }
        }

        var logs = activations
            .Select((a, i) => (alpha * Math.Log(Math.Max(a, Smallest))) - ((1 - alpha) * Math.Log(Math.Max(weights[i], Smallest))))
            .ToArray();
        var mean = logs.Average();
        return [.. logs.Select(log => Math.Max((float)Math.Exp(log - mean), SmallestFactor))];
    }
}
