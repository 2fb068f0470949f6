using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Reasonator.Store;

/// <summary>The database and the events on their way to it, as <c>/v1/info</c> tells it.</summary>
internal sealed record StoreStatus
{
    [Description("none without a database. Events are written while it is ok; meanwhile they wait, as far as they fit. schema_behind: run reasonator migrate.")]
    [AllowedValues("none", "starting", "ok", "failing", "schema_behind", "schema_ahead")]
    public required string State { get; init; }

    [Description("What to do about a state that is not ok, or about rows that come to an end.")]
    public string? Warning { get; init; }

    [Description("The last fault since the start: the server's SQLSTATE, or timeout, tls-refused, unreachable, unexpected.")]
    public string? LastFault { get; init; }

    public required long EventsWritten { get; init; }

    public required long EventsLost { get; init; }

    public required int EventsPending { get; init; }

    [Description("Rows after the last write; absent before it.")]
    public long? Rows { get; init; }

    [Description("The most rows; the oldest events give way to new ones.")]
    public required int RowBudget { get; init; }
}
