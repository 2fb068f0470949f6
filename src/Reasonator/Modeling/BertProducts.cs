namespace Reasonator.Modeling;

/// <summary>How a graph's embeddings and products are written: in float32 or in int8.</summary>
internal abstract class BertProducts
{
    /// <summary>The rows of the word table for the ids.</summary>
    public abstract string Embed(string ids, float[] words, int hidden);

    /// <summary>The inputs of the products at a site (<c>3.qkv</c>, <c>3.o</c>, <c>3.1</c>, <c>3.2</c>), as they are to be quantised.</summary>
    public abstract string Divide(string x, string site, int width);

    /// <summary>x·W + b, where nothing else reads x.</summary>
    public abstract string Multiply(string x, string name, Linear linear);

    /// <summary>x·W + b, where other products read the same x.</summary>
    public abstract string MultiplyShared(string x, string name, Linear linear);
}
