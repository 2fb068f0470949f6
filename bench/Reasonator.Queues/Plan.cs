using System.Text.Json;

namespace Reasonator.Queues;

/// <summary>What a child process is: told in one argument.</summary>
/// <param name="Mode">none, table, hangfire (polls) or listen (Hangfire with notifications).</param>
/// <param name="Database">A connection string, without a secret.</param>
/// <param name="Workers">How many chunks at once; 0 for a process that only submits.</param>
/// <param name="WorkMs">How long a chunk's work waits.</param>
/// <param name="Guard">What keeps Hangfire's job from writing a second result.</param>
/// <param name="Expires">Whether finished jobs are to go within seconds, for the count of rows after it.</param>
/// <param name="Untuned">Hangfire's filters as installed.</param>
/// <param name="Dies">Whether the process ends as by kill -9 once a result is committed, before Hangfire notes the job's end.</param>
internal sealed record Plan(string Mode, string Database, int Workers = 2, int WorkMs = 0, Guard Guard = Guard.Row, bool Expires = false, bool Untuned = false, bool Dies = false)
{
    /// <summary>The modes that hand out chunks.</summary>
    public static IReadOnlyList<string> Queues { get; } = ["table", "hangfire", "listen"];

    public override string ToString() => JsonSerializer.Serialize(this);

    public static Plan Parse(string json) => JsonSerializer.Deserialize<Plan>(json)!;
}
