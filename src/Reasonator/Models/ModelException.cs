namespace Reasonator.Models;

/// <summary>The model cannot be served; the message is the reason that health shows, and says what to do.</summary>
internal sealed class ModelException : Exception
{
    public ModelException(string message)
        : base(message)
    {
    }

    public ModelException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
