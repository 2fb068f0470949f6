namespace Reasonator.Modeling;

/// <summary>int8 weights with a scale for each output: weight ≈ value × scale, no zero point.</summary>
/// <param name="Values">As the product's weight, [inputs, outputs].</param>
/// <param name="Scales">One an output.</param>
internal sealed record Quantised(sbyte[] Values, float[] Scales)
{
    // A column of zeros has no scale of its own, and no weight needs one.
    private const float Smallest = 1e-12f;

    /// <param name="weight">[rows, columns], row after row.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="largest">The largest value that is used: 127 for 8 bits, 63 for 7.</param>
    public static Quantised ByColumn(float[] weight, int columns, int largest) => Of(weight, columns, largest, i => i % columns);

    /// <summary>The same with a scale for each row: how embeddings are stored.</summary>
    public static Quantised ByRow(float[] weight, int rows, int largest) => Of(weight, rows, largest, i => i / (weight.Length / rows));

    private static Quantised Of(float[] weight, int scales, int largest, Func<int, int> scaleOf)
    {
        var scale = new float[scales];
        for (var i = 0; i < weight.Length; i++)
        {
            scale[scaleOf(i)] = Math.Max(scale[scaleOf(i)], Math.Abs(weight[i]));
        }

        for (var i = 0; i < scales; i++)
        {
            scale[i] = Math.Max(scale[i] / largest, Smallest);
        }

        var values = new sbyte[weight.Length];
        for (var i = 0; i < weight.Length; i++)
        {
            values[i] = (sbyte)Math.Clamp(MathF.Round(weight[i] / scale[scaleOf(i)]), -largest, largest);
        }

        return new Quantised(values, scale);
    }
}
