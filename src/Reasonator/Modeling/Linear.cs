namespace Reasonator.Modeling;

/// <summary>x·W + b. <paramref name="Weight"/> has the shape [inputs, outputs], row after row.</summary>
internal sealed record Linear(float[] Weight, float[] Bias)
{
    public int Outputs => Bias.Length;

    public int Inputs => Weight.Length / Outputs;

    /// <summary>The largest |weight| of each input.</summary>
    public float[] LargestByInput()
    {
        var largest = new float[Inputs];
        for (var i = 0; i < Weight.Length; i++)
        {
            largest[i / Outputs] = Math.Max(largest[i / Outputs], Math.Abs(Weight[i]));
        }

        return largest;
    }

    /// <summary>The same product for inputs divided by <paramref name="factors"/>.</summary>
    public Linear Scaled(float[] factors)
    {
        var weight = new float[Weight.Length];
        for (var i = 0; i < weight.Length; i++)
        {
            weight[i] = Weight[i] * factors[i / Outputs];
        }

        return this with { Weight = weight };
    }
}
