namespace Reasonator.Admission;

/// <summary>
/// Learns what a run costs from the runs themselves: seconds = a + b·n + c·n² for n tokens, by least squares in which
/// older runs fade. Safe for concurrent use.
/// </summary>
internal sealed class CostModel
{
    // A run counts for half after about 350 more: a neighbour on the host that takes the core is seen within a second.
    private const double Memory = 0.998;
    // Tokens are counted in units of a long headline, so that the three columns have like sizes.
    private const double Unit = 32;
    // Seconds: what a run is taken to cost before the first was seen, and how weakly that is held.
    private const double PriorBase = 0.001;
    private const double PriorSlope = 0.003;
    private const double PriorWeight = 1e-3;
    // One run that was frozen with its process must not price the next thousand; a quota's pause is less than this.
    private const double MostOverExpected = 100;
    private const double LeastExpected = 1e-4;

    private readonly Lock _lock = new();
    private readonly double[,] _squares = new double[3, 3];
    private readonly double[] _products = new double[3];
    private double[] _coefficients = [PriorBase, PriorSlope, 0];
    private double _meanError;
    private int _seen;

    /// <summary>Seconds a run, seconds a token, seconds a squared token; and the fading mean of |predicted − measured| ÷ measured.</summary>
    public (double PerRun, double PerToken, double PerTokenSquared, double MeanError) Coefficients
    {
        get
        {
            var c = Volatile.Read(ref _coefficients);
            return (c[0], c[1] / Unit, c[2] / (Unit * Unit), Volatile.Read(ref _meanError));
        }
    }

    /// <summary>Seconds that one worker needs for a volume.</summary>
    public double Predict(WorkVolume volume)
    {
        var c = Volatile.Read(ref _coefficients);
        return (c[0] * volume.Runs) + (c[1] * volume.Tokens / Unit) + (c[2] * volume.TokensSquared / (Unit * Unit));
    }

    /// <summary>Takes in one finished run of <paramref name="tokens"/> tokens.</summary>
    public void Observe(int tokens, TimeSpan elapsed)
    {
        var seconds = elapsed.TotalSeconds;
        var expected = Math.Max(Predict(WorkVolume.Of(tokens)), LeastExpected);
        var error = Math.Abs(expected - seconds) / Math.Max(seconds, 1e-6);
        lock (_lock)
        {
            // The first runs page the weights in; they say nothing about the next ones.
            if (_seen++ < 2)
            {
                return;
            }

            Volatile.Write(ref _meanError, (Memory * _meanError) + ((1 - Memory) * error));
            Add(tokens / Unit, Math.Min(seconds, MostOverExpected * expected));
            Volatile.Write(ref _coefficients, Solve());
        }
    }

    private void Add(double n, double seconds)
    {
        Span<double> row = [1, n, n * n];
        // A short run's millisecond matters as much as a long run's ten, so errors are relative; to the length, though. Relative
        // to itself a run in which a quota's pause fell would weigh next to nothing, and the pauses are half of the time.
        var size = PriorBase + (PriorSlope * n);
        var weight = 1 / (size * size);
        for (var i = 0; i < 3; i++)
        {
            _products[i] = (Memory * _products[i]) + (weight * row[i] * seconds);
            for (var j = 0; j < 3; j++)
            {
                _squares[i, j] = (Memory * _squares[i, j]) + (weight * row[i] * row[j]);
            }
        }
    }

    // Coordinate descent under c ≥ 0 with a weak pull to the last answer, which keeps directions that recent texts say
    // nothing about: after an hour of headlines the price of a long text is still the one that was measured at boot.
    private double[] Solve()
    {
        double[] c = [.. _coefficients];
        for (var round = 0; round < 8; round++)
        {
            for (var i = 0; i < 3; i++)
            {
                var pull = PriorWeight * _squares[i, i] + 1e-12;
                var rest = _products[i];
                for (var j = 0; j < 3; j++)
                {
                    rest -= j == i ? 0 : _squares[i, j] * c[j];
                }

                c[i] = Math.Max(0, (rest + (pull * _coefficients[i])) / (_squares[i, i] + pull));
            }
        }

        return c;
    }
}
