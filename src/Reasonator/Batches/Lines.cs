namespace Reasonator.Batches;

/// <summary>Bytes that are lines, each with its end.</summary>
internal static class Lines
{
    /// <summary>Where each line is, its end left out.</summary>
    public static IEnumerable<Range> Split(byte[] lines)
    {
        for (var start = 0; start < lines.Length;)
        {
            var end = Array.IndexOf(lines, (byte)'\n', start);
            yield return start..end;
            start = end + 1;
        }
    }
}
