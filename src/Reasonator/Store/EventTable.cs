using Npgsql;
using NpgsqlTypes;

namespace Reasonator.Store;

/// <summary>The rows of <c>score_event</c>: many are written at a time, and the oldest give way, all in one transaction.</summary>
internal sealed class EventTable(NpgsqlDataSource database, int rowBudget, TimeProvider time)
{
    private const string Insert =
        """
        insert into score_event (id, scored_at, request_id, caller, mode, text_sha256, text_length, tokens, label, positive, negative, neutral, sentiment, model_sha, fingerprint, lineage)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        on conflict (id) do nothing
        """;

    /// <summary>Writes events, a second time without effect; the rows of the database afterwards, never more than the budget.</summary>
    /// <param name="events">Those that have no id get one here, and keep it.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task<long> WriteAsync(Memory<ScoreEvent> events, CancellationToken stop)
    {
        await using var transaction = await BoundedTransaction.BeginAsync(database, stop);
        Date(events.Span, transaction.Began);
        var connection = transaction.Connection;
        await RowBudget.LockAsync(connection, stop);
        await using (var insert = new NpgsqlCommand(Insert, connection))
        {
            insert.Parameters.AddRange(Columns(events.Span));
            await insert.ExecuteNonQueryAsync(stop);
        }

        var rows = await RowBudget.TrimAsync(connection, rowBudget, stop);
        await transaction.CommitAsync(stop);
        return rows;
    }

    /// <summary>The server's time less the event's age: this process's calendar may be wrong, its monotonic clock is not.</summary>
    private void Date(Span<ScoreEvent> events, DateTimeOffset now)
    {
        var asked = time.GetTimestamp();
        foreach (ref var scored in events)
        {
            if (scored.Id == Guid.Empty)
            {
                var at = now - time.GetElapsedTime(scored.Scored, asked);
                scored = scored with { Id = Guid.CreateVersion7(at), ScoredAt = at };
            }
        }
    }

    /// <summary>A column an array: one round trip and one plan, however many rows.</summary>
    private static NpgsqlParameter[] Columns(ReadOnlySpan<ScoreEvent> events) =>
    [
        Column(events, e => e.Id, NpgsqlDbType.Uuid),
        Column(events, e => e.ScoredAt, NpgsqlDbType.TimestampTz),
        Column(events, e => e.Request.Id, NpgsqlDbType.Text),
        Column(events, e => e.Request.Caller.Name, NpgsqlDbType.Text),
        Column(events, e => e.Request.IsDocument ? "document" : "sentence", NpgsqlDbType.Text),
        Column(events, e => e.Text.ToBytes(), NpgsqlDbType.Bytea),
        Column(events, e => e.Text.Length, NpgsqlDbType.Integer),
        Column(events, e => e.Tokens, NpgsqlDbType.Integer),
        Column(events, e => e.Label, NpgsqlDbType.Text),
        Column(events, e => e.Positive, NpgsqlDbType.Double),
        Column(events, e => e.Negative, NpgsqlDbType.Double),
        Column(events, e => e.Neutral, NpgsqlDbType.Double),
        Column(events, e => e.Sentiment, NpgsqlDbType.Double),
        Column(events, e => e.Request.Model.Sha, NpgsqlDbType.Text),
        Column(events, e => e.Request.Model.Fingerprint, NpgsqlDbType.Text),
        Column(events, e => e.Request.Model.Lineage, NpgsqlDbType.Text),
    ];

    private static NpgsqlParameter<T[]> Column<T>(ReadOnlySpan<ScoreEvent> events, Func<ScoreEvent, T> value, NpgsqlDbType type)
    {
        var column = new T[events.Length];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = value(events[i]);
        }

        return new NpgsqlParameter<T[]> { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
