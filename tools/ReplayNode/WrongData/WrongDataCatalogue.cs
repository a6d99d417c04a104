namespace HighPerfChainSync.ReplayNode.WrongData;

/// <summary>Every <see cref="WrongDataFault"/> there is.</summary>
public static class WrongDataCatalogue
{
    /// <summary>All of them, by what they damage: the block as a whole, its transactions, its receipts, their logs, the form.</summary>
    public static IReadOnlyList<WrongDataFault> All { get; } =
        [.. BlockFaults.Create(), .. TransactionFaults.Create(), .. ReceiptFaults.Create(), .. LogFaults.Create(), .. FormFaults.Create()];

    /// <summary>The fault of that name, or null.</summary>
    public static WrongDataFault? Find(string name) => All.FirstOrDefault(fault => string.Equals(fault.Name, name, StringComparison.OrdinalIgnoreCase));
}
