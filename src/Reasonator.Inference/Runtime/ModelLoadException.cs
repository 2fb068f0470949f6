namespace Reasonator.Inference.Runtime;

/// <summary>The weights cannot be served; the message says what is wrong and what to do.</summary>
public sealed class ModelLoadException : Exception
{
    public ModelLoadException(string message)
        : base(message)
    {
    }

    public ModelLoadException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
