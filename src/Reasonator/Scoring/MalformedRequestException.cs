namespace Reasonator.Scoring;

/// <summary>The body cannot be read on from here: malformed JSON, or a value of another type.</summary>
internal sealed class MalformedRequestException(string pointer, string message) : Exception(message)
{
    public string Pointer => pointer;
}
