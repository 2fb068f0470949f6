namespace Reasonator.Uploads;

/// <summary>A text of the input.</summary>
/// <param name="Line">Where it stands.</param>
/// <param name="Id">Its own id; null where it has none.</param>
/// <param name="Text">White space at both ends left out; null where nothing is left, which the service would refuse.</param>
internal sealed record InputItem(long Line, string? Id, string? Text)
{
    /// <summary>What its result is called: the line's number is unique over the file, as an index within a part would not be.</summary>
    public string Name => Id ?? $"{Line}";
}
