using Reasonator.Admission;

namespace Reasonator.Tests.Admission;

public sealed class CostModelTests
{
    private static double Truth(int n) => 0.0005 + (0.00008 * n) + (0.00000005 * n * n);

    [Fact]
    public void Learns_base_slope_and_curve_from_runs_of_mixed_lengths()
    {
        var model = new CostModel();
        var random = new Random(1);
        for (var i = 0; i < 3000; i++)
        {
            var n = random.Next(6, 513);
            model.Observe(n, TimeSpan.FromSeconds(Truth(n) * (0.95 + (0.1 * random.NextDouble()))));
        }

        foreach (var n in (int[])[8, 20, 64, 200, 512])
        {
            Assert.InRange(model.Predict(WorkVolume.Of(n)) / Truth(n), 0.9, 1.1);
        }
    }

    [Fact]
    public void An_hour_of_headlines_does_not_make_it_forget_the_price_of_a_long_text()
    {
        var model = new CostModel();
        foreach (var n in Enumerable.Range(0, 60).Select(i => 8 + (i % 20)).Append(512))
        {
            model.Observe(n, TimeSpan.FromSeconds(Truth(n)));
        }

        var random = new Random(2);
        for (var i = 0; i < 100_000; i++)
        {
            var n = random.Next(8, 30);
            model.Observe(n, TimeSpan.FromSeconds(Truth(n)));
        }

        Assert.InRange(model.Predict(WorkVolume.Of(20)) / Truth(20), 0.95, 1.05);
        Assert.InRange(model.Predict(WorkVolume.Of(512)) / Truth(512), 0.5, 2);
    }

    [Fact]
    public void Follows_a_core_that_becomes_half_as_fast()
    {
        var model = new CostModel();
        foreach (var factor in (double[])[1, 2])
        {
            for (var i = 0; i < 2000; i++)
            {
                model.Observe(10 + (i % 30), TimeSpan.FromSeconds(factor * Truth(10 + (i % 30))));
            }
        }

        Assert.InRange(model.Predict(WorkVolume.Of(20)) / Truth(20), 1.8, 2.2);
    }

    [Fact]
    public void Counts_the_pauses_of_a_process_that_has_half_a_core()
    {
        var model = new CostModel();
        for (var (i, busy) = (0, 0.0); i < 3000; i++)
        {
            // 50 ms of work, then 50 ms of pause, as the kernel's scheduler gives half a core: most runs see none of it.
            var seconds = Truth(10 + (i % 30));
            busy += seconds;
            var paused = busy >= 0.05;
            busy = paused ? 0 : busy;
            model.Observe(10 + (i % 30), TimeSpan.FromSeconds(seconds + (paused ? 0.05 : 0)));
        }

        Assert.InRange(model.Predict(WorkVolume.Of(20)) / Truth(20), 1.6, 2.5);
    }

    [Fact]
    public void A_run_that_was_frozen_for_an_hour_does_not_price_those_behind_it()
    {
        var model = new CostModel();
        for (var i = 0; i < 2000; i++)
        {
            model.Observe(20, TimeSpan.FromSeconds(Truth(20)));
        }

        model.Observe(20, TimeSpan.FromHours(1));

        Assert.InRange(model.Predict(WorkVolume.Of(20)) / Truth(20), 1, 1.3);
    }

    [Fact]
    public void A_short_texts_error_counts_as_much_as_a_long_ones_and_no_more()
    {
        var model = new CostModel();
        // No sum of base, slope and curve: wherever the error lies, it is not on the many short texts alone.
        static double Bent(int n) => 0.0001 * Math.Pow(n, 0.7);
        for (var i = 0; i < 1500; i++)
        {
            var n = ((int[])[8, 16, 64, 512])[i % 4];
            model.Observe(n, TimeSpan.FromSeconds(Bent(n)));
        }

        Assert.All((int[])[8, 16, 64, 512], n => Assert.InRange(model.Predict(WorkVolume.Of(n)) / Bent(n), 0.7, 1.4));
    }

    [Fact]
    public void After_hours_of_headlines_a_long_texts_price_is_still_the_one_that_was_measured()
    {
        var model = new CostModel();
        static double Cost(int n) => 0.0005 + (0.00008 * n) + (3e-7 * n * n);
        void Run(int[] lengths, int times)
        {
            for (var i = 0; i < times; i++)
            {
                var (n, noise) = (lengths[i % lengths.Length], (i * 7919 % 1000 / 500.0) - 1);
                model.Observe(n, TimeSpan.FromSeconds(Cost(n) * (1 + (0.2 * noise))));
            }
        }

        Run([12, 15, 9, 17, 29, 512, 64, 128], 62);
        Run([12, 15, 17, 24], 10_000);

        Assert.InRange(model.Predict(WorkVolume.Of(512)) / Cost(512), 0.7, 1.5);
    }

    [Fact]
    public void A_longer_text_never_costs_less_though_the_runs_seen_grow_cheaper_a_token()
    {
        var model = new CostModel();
        for (var i = 0; i < 1500; i++)
        {
            var n = 8 << (i % 4);
            model.Observe(n, TimeSpan.FromSeconds(0.0001 * Math.Pow(n, 0.7)));
        }

        var prices = Enumerable.Range(1, 512).Select(n => model.Predict(WorkVolume.Of(n))).ToList();
        Assert.All(prices.Zip(prices.Skip(1)), pair => Assert.True(0 <= pair.First && pair.First <= pair.Second));
    }

    [Fact]
    public void The_first_two_runs_say_nothing_of_the_next_ones()
    {
        var model = new CostModel();
        var before = model.Predict(WorkVolume.Of(32));
        model.Observe(32, TimeSpan.FromSeconds(5));
        model.Observe(32, TimeSpan.FromSeconds(5));
        Assert.Equal((before, 0), (model.Predict(WorkVolume.Of(32)), model.Coefficients.MeanError));

        model.Observe(32, TimeSpan.FromSeconds(5));
        Assert.NotEqual(before, model.Predict(WorkVolume.Of(32)));
    }

    [Fact]
    public void Tells_its_coefficients_a_token_and_how_wrong_it_was()
    {
        var model = new CostModel();
        for (var i = 0; i < 5000; i++)
        {
            model.Observe(10 + (i % 90), TimeSpan.FromSeconds(Truth(10 + (i % 90))));
        }

        var told = model.Coefficients;
        Assert.Equal(model.Predict(WorkVolume.Of(70)), told.PerRun + (70 * told.PerToken) + (70 * 70 * told.PerTokenSquared), 12);

        // One run of twice its price: wrong by half of what was measured, of which the mean takes in a 500th.
        model.Observe(70, TimeSpan.FromSeconds(2 * Truth(70)));
        Assert.InRange(model.Coefficients.MeanError - told.MeanError, 0.0009, 0.0011);
    }

    [Fact]
    public void A_volume_costs_the_sum_of_its_texts()
    {
        var model = new CostModel();
        var together = WorkVolume.Of(10) + WorkVolume.Of(200);

        Assert.Equal(model.Predict(WorkVolume.Of(10)) + model.Predict(WorkVolume.Of(200)), model.Predict(together), 12);
        Assert.Equal(WorkVolume.Of(10), together - WorkVolume.Of(200));
    }
}
