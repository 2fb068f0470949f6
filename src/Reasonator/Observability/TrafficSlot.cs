namespace Reasonator.Observability;

/// <summary>The account of one second. Who holds it guards it.</summary>
internal sealed class TrafficSlot
{
    /// <summary>Tokenize, queue, infer, and the whole request.</summary>
    public const int Stages = 4;

    public const int Total = 3;

    /// <summary>Of a second in which nothing was answered.</summary>
    public static readonly TrafficSlot Empty = new();

    private int[]? _buckets;
    private int _requests;
    private int _texts;
    private int _refused;
    private int _invalid;
    private int _failed;

    /// <summary>Which second it is, from the start on.</summary>
    public long Second { get; private set; } = -1;

    /// <summary>Forgets what it holds of an earlier second.</summary>
    public void Enter(long second)
    {
        if (Second != second)
        {
            (Second, _requests, _texts, _refused, _invalid, _failed) = (second, 0, 0, 0, 0, 0);
            Array.Clear(_buckets ??= new int[Stages * LatencyBuckets.Count]);
        }
    }

    public void Scored(int texts, TimeSpan tokenize, TimeSpan queue, TimeSpan infer)
    {
        _texts += texts;
        Add(0, tokenize);
        Add(1, queue);
        Add(2, infer);
    }

    public void Answered(int status, TimeSpan total)
    {
        _requests++;
        switch (status)
        {
            case < 400:
                Add(Total, total);
                break;
            case 429 or 503 or 504:
                _refused++;
                break;
            case < 500:
                _invalid++;
                break;
            default:
                _failed++;
                break;
        }
    }

    public TrafficSecond Read(long at)
    {
        var total = _buckets is null ? default : _buckets.AsSpan(Total * LatencyBuckets.Count, LatencyBuckets.Count);
        return new TrafficSecond
        {
            At = at,
            Requests = _requests,
            Texts = _texts,
            Refused = _refused,
            Invalid = _invalid,
            Failed = _failed,
            P50 = total.IsEmpty ? null : LatencyBuckets.Quantile(total, 0.5),
            P99 = total.IsEmpty ? null : LatencyBuckets.Quantile(total, 0.99),
        };
    }

    /// <summary>Adds its times to the sum of several seconds, where they belong to it.</summary>
    public void AddTo(Span<int> sum, bool belongs)
    {
        for (var i = 0; belongs && _buckets is not null && i < sum.Length; i++)
        {
            sum[i] += _buckets[i];
        }
    }

    private void Add(int stage, TimeSpan time) => _buckets![(stage * LatencyBuckets.Count) + LatencyBuckets.Of(time)]++;
}
