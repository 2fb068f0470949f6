namespace Reasonator.Modeling;

/// <summary>Weights that have taken up the outliers of their inputs, and what the inputs are to be divided by, by site.</summary>
internal sealed record SmoothedWeights(BertWeights Weights, IReadOnlyDictionary<string, float[]> Divisors)
{
    /// <summary>Smooths the products at the sites of the activations (see <see cref="Smoothing"/>).</summary>
    /// <param name="weights">The weights as they were trained.</param>
    /// <param name="activations">The largest |activation| of each input, by site.</param>
    /// <param name="alpha">How much moves: 0 none of it, 1 all.</param>
    public static SmoothedWeights Of(BertWeights weights, IReadOnlyDictionary<string, float[]> activations, double alpha)
    {
        var divisors = new Dictionary<string, float[]>();
        float[] Divisor(string site, params IReadOnlyList<Linear> products) => divisors[site] = Smoothing.Factors(activations[site], alpha, products);
        var layers = weights.Layers.Select((layer, l) =>
        {
            var attention = Divisor($"{l}.qkv", layer.Query, layer.Key, layer.Value);
            return layer with
            {
                Query = layer.Query.Scaled(attention),
                Key = layer.Key.Scaled(attention),
                Value = layer.Value.Scaled(attention),
                Up = layer.Up.Scaled(Divisor($"{l}.1", layer.Up)),
                Down = layer.Down.Scaled(Divisor($"{l}.2", layer.Down)),
            };
        }).ToList();
        return new SmoothedWeights(weights with { Layers = layers }, divisors);
    }
}
