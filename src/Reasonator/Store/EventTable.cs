using Npgsql;
using NpgsqlTypes;

namespace Reasonator.Store;

/// <summary>The rows of <c>score_event</c>: many are written at a time, and the oldest give way, all in one transaction.</summary>
internal sealed class EventTable(NpgsqlDataSource database, int rowBudget)
{
    // Any number that nothing else on this database locks.
    private const long WriterLock = 0x5C07EE;

    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(90);

    private const string Insert =
        """
        insert into score_event (id, scored_at, request_id, caller, mode, text_sha256, text_length, tokens, label, positive, negative, neutral, sentiment, model_sha, fingerprint, lineage)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        on conflict (id) do nothing
        """;

    private const string DeleteAged = "delete from score_event where scored_at < $1";

    private const string CountRows = "select (select count(*) from score_event) + (select count(*) from migration)";

    private const string DeleteOldest = "delete from score_event where id in (select id from score_event order by id limit $1)";

    /// <summary>Writes events, a second time without effect; the rows of the database afterwards, never more than the budget.</summary>
    public async Task<long> WriteAsync(ReadOnlyMemory<ScoreEvent> events, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        // One writer at a time, of all dynos: two that count before either commits would both find room.
        await ExecuteAsync(connection, "select pg_advisory_xact_lock($1)", stop, new NpgsqlParameter<long> { TypedValue = WriterLock });
        await ExecuteAsync(connection, Insert, stop, Columns(events.Span));
        await ExecuteAsync(connection, DeleteAged, stop, new NpgsqlParameter<DateTimeOffset> { TypedValue = now - LongestAge });
        await using var count = new NpgsqlCommand(CountRows, connection);
        var rows = (long)(await count.ExecuteScalarAsync(stop))!;
        if (rows > rowBudget)
        {
            rows -= await ExecuteAsync(connection, DeleteOldest, stop, new NpgsqlParameter<long> { TypedValue = rows - rowBudget });
        }

        await transaction.CommitAsync(stop);
        return rows;
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken stop, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(stop);
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
