namespace Reasonator.Store;

/// <summary>How the writing goes: kept for <c>/v1/info</c>, and told to the log when it changes.</summary>
internal sealed partial class StoreHealth(EventBuffer buffer, StoreOptions options, ILogger<StoreHealth> logger)
{
    // Of the row budget: time to look, before the oldest events give way.
    private const double NearBudget = 0.8;

    // What was told is told again only after this: at the boundary rows come and go with every write.
    private const double FarFromBudget = 0.75;

    private volatile StoreState _state = options.Database is null ? StoreState.None : StoreState.Starting;
    private volatile string? _lastFault;
    private long _written;
    private long _rows = -1;
    private bool _isNearTold;

    public StoreState State => _state;

    public StoreStatus Status => new()
    {
        State = Word(_state),
        Warning = Warning(_state) ?? (IsNear(Interlocked.Read(ref _rows)) ? "More than 80 % of the row budget is used: at its end the oldest events are deleted." : null),
        LastFault = _lastFault,
        EventsWritten = Interlocked.Read(ref _written),
        EventsLost = buffer.Lost,
        EventsPending = buffer.Pending,
        Rows = Interlocked.Read(ref _rows) is >= 0 and var rows ? rows : null,
        RowBudget = options.RowBudget,
    };

    public void Enter(StoreState state)
    {
        var before = _state;
        _state = state;
        if (state == before)
        {
            return;
        }

        if (state is StoreState.Ok)
        {
            Log.Ok(logger, buffer.Pending, buffer.Lost);
        }
        else
        {
            Log.Unfit(logger, Warning(state));
        }
    }

    /// <summary>A try failed. The fault itself is not told: a server quotes rows, a driver addresses.</summary>
    public void Fail(Exception fault)
    {
        var name = StoreFault.Name(fault);
        if (_state is not StoreState.Failing || name != _lastFault)
        {
            Log.Failing(logger, name, buffer.Pending);
        }

        _lastFault = name;
        _state = StoreState.Failing;
    }

    public void Wrote(int count, long rows)
    {
        // First, so that whoever sees the events written sees their rows too.
        Counted(rows);
        Interlocked.Add(ref _written, count);
    }

    /// <summary>The rows of the database are so many now.</summary>
    public void Counted(long rows)
    {
        Interlocked.Exchange(ref _rows, rows);
        if (IsNear(rows) && !_isNearTold)
        {
            _isNearTold = true;
            Log.NearBudget(logger, rows, options.RowBudget);
        }
        else if (rows < options.RowBudget * FarFromBudget)
        {
            _isNearTold = false;
        }
    }

    public void Refused(int count, Exception fault)
    {
        _lastFault = StoreFault.Name(fault);
        Log.Refused(logger, count, _lastFault);
    }

    public void LeftBehind(int count) => Log.LeftBehind(logger, count);

    private static string Word(StoreState state) => state switch
    {
        StoreState.None => "none",
        StoreState.Starting => "starting",
        StoreState.Ok => "ok",
        StoreState.Failing => "failing",
        StoreState.SchemaBehind => "schema_behind",
        _ => "schema_ahead",
    };

    private static string? Warning(StoreState state) => state switch
    {
        StoreState.Failing => "The database does not take events: they wait, as far as they fit.",
        StoreState.SchemaBehind => "The database's tables are older than this version's: run reasonator migrate. Events wait, as far as they fit.",
        StoreState.SchemaAhead => "The database's tables are newer than this version's: deploy the version that made them. Events wait, as far as they fit.",
        _ => null,
    };

    private bool IsNear(long rows) => rows >= options.RowBudget * NearBudget;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Events are written to the database; {Pending} wait, {Lost} were lost")]
        public static partial void Ok(ILogger logger, int pending, long lost);

        [LoggerMessage(2, LogLevel.Error, "{Reason}")]
        public static partial void Unfit(ILogger logger, string? reason);

        [LoggerMessage(3, LogLevel.Warning, "The database does not take events ({Fault}); {Pending} wait, and the rest is counted as lost when no more fit")]
        public static partial void Failing(ILogger logger, string fault, int pending);

        [LoggerMessage(4, LogLevel.Warning, "{Rows} of {Budget} rows are used: at the budget's end the oldest events are deleted")]
        public static partial void NearBudget(ILogger logger, long rows, int budget);

        [LoggerMessage(5, LogLevel.Error, "{Count} events were refused by the database ({Fault}) and are lost")]
        public static partial void Refused(ILogger logger, int count, string fault);

        [LoggerMessage(6, LogLevel.Warning, "{Count} events are lost: the database took none before the end of the stop")]
        public static partial void LeftBehind(ILogger logger, int count);
    }
}
