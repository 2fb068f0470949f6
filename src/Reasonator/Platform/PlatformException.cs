namespace Reasonator.Platform;

/// <summary>The platform did not do what it was asked. The message is a sentence for an operator and quotes no secret.</summary>
/// <param name="status">The HTTP status; 0 where there was no answer.</param>
/// <param name="message">What is wrong and what to do.</param>
internal sealed class PlatformException(int status, string message) : Exception(message)
{
    public int Status => status;
}
