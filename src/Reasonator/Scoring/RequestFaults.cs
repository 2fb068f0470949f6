namespace Reasonator.Scoring;

/// <summary>What is wrong with a body: JSON pointer → messages.</summary>
internal sealed class RequestFaults
{
    // A body of nothing but faults must not be answered with a longer list than anybody reads.
    private const int Most = 100;
    private const int LongestName = 64;

    private readonly Dictionary<string, string[]> _messages = [];

    public bool Any => _messages.Count > 0;

    public IReadOnlyDictionary<string, string[]> Messages => _messages;

    public void Add(string pointer, string message)
    {
        if (_messages.TryGetValue(pointer, out var already))
        {
            _messages[pointer] = already.Contains(message) ? already : [.. already, message];
        }
        else if (_messages.Count < Most)
        {
            _messages[pointer] = [message];
        }
    }

    /// <summary>The pointer of a member (RFC 6901), its name cut to a readable length.</summary>
    public static string Pointer(string parent, string name) =>
        $"{parent}/{(name.Length <= LongestName ? name : name[..LongestName] + "…").Replace("~", "~0").Replace("/", "~1")}";
}
