<?xml version='1.0' encoding='UTF-8'?>
<esdl:EnergySystem xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:esdl="http://www.tno.nl/esdl" name="Lindelaan" description="" id="lindelaan">
  <instance xsi:type="esdl:Instance" id="today" name="today">
    <area xsi:type="esdl:Area" id="area" name="Lindelaan">
      <asset xsi:type="esdl:Import" id="grid" name="grid" power="1000000.0">
        <geometry xsi:type="esdl:Point" CRS="WGS84" lat="52.0902697" lon="5.1"/>
        <port xsi:type="esdl:OutPort" id="grid.Out" name="Out" connectedTo="MV.In"/>
      </asset>
      <asset xsi:type="esdl:Bus" id="MV" name="MV">
        <geometry xsi:type="esdl:Point" CRS="WGS84" lat="52.0901798" lon="5.1"/>
        <port xsi:type="esdl:InPort" id="MV.In" name="In" connectedTo="grid.Out"/>
        <port xsi:type="esdl:OutPort" id="MV.Out" name="Out" connectedTo="T1.PrimIn"/>
      </asset>
      <asset xsi:type="esdl:Transformer" id="T1" name="Station Lindelaan" capacity="250000.0" voltagePrimary="10000.0" voltageSecundary="400.0">
        <geometry xsi:type="esdl:Point" CRS="WGS84" lat="52.0900899" lon="5.1"/>
        <port xsi:type="esdl:InPort" id="T1.PrimIn" name="PrimIn" connectedTo="MV.Out"/>
        <port xsi:type="esdl:OutPort" id="T1.SecOut" name="SecOut" connectedTo="LV.In"/>
      </asset>
      <asset xsi:type="esdl:Bus" id="LV" name="Rail">
        <geometry xsi:type="esdl:Point" CRS="WGS84" lat="52.09" lon="5.1"/>
        <port xsi:type="esdl:InPort" id="LV.In" name="In" connectedTo="T1.SecOut"/>
        <port xsi:type="esdl:OutPort" id="LV.Out" name="Out" connectedTo="C1.In"/>
      </asset>
      <asset xsi:type="esdl:ElectricityCable" id="C1" name="Hoofdkabel 1" assetType="4x150 Al" length="25.0">
        <geometry xsi:type="esdl:Line" CRS="WGS84">
          <point xsi:type="esdl:Point" lat="52.09" lon="5.1"/>
          <point xsi:type="esdl:Point" lat="52.09" lon="5.100292"/>
        </geometry>
        <port xsi:type="esdl:InPort" id="C1.In" name="In" connectedTo="LV.Out"/>
        <port xsi:type="esdl:OutPort" id="C1.Out" name="Out" connectedTo="J1.In"/>
      </asset>
      <asset xsi:type="esdl:Joint" id="J1" name="Mof 1">
        <geometry xsi:type="esdl:Point" CRS="WGS84" lat="52.09" lon="5.100292"/>
        <port xsi:type="esdl:InPort" id="J1.In" name="In" connectedTo="C1.Out"/>
        <port xsi:type="esdl:OutPort" id="J1.Out" name="Out" connectedTo="C2.In S1.In S2.In"/>
      </asset>
      <asset xsi:type="esdl:ElectricityCable" id="C2" name="Hoofdkabel 2" assetType="4x150 Al" length="25.0">
        <geometry xsi:type="esdl:Line" CRS="WGS84">
          <point xsi:type="esdl:Point" lat="52.09" lon="5.100292"/>
          <point xsi:type="esdl:Point" lat="52.09" lon="5.100657"/>
        </geometry>
        <port xsi:type="esdl:InPort" id="C2.In" name="In" connectedTo="J1.Out"/>
        <port xsi:type="esdl:OutPort" id="C2.Out" name="Out" connectedTo="J2.In"/>
      </asset>
      <asset xsi:type="esdl:Joint" id="J2" name="Mof 2">
        <geometry xsi:type="esdl:Point" CRS="WGS84" lat="52.09" lon="5.100657"/>
        <port xsi:type="esdl:InPort" id="J2.In" name="In" connectedTo="C2.Out"/>
        <port xsi:type="esdl:OutPort" id="J2.Out" name="Out" connectedTo="C3.In S3.In S4.In"/>
      </asset>
      <asset xsi:type="esdl:ElectricityCable" id="C3" name="Hoofdkabel 3" assetType="4x95_Al" length="25.0">
        <geometry xsi:type="esdl:Line" CRS="WGS84">
          <point xsi:type="esdl:Point" lat="52.09" lon="5.100657"/>
          <point xsi:type="esdl:Point" lat="52.09" lon="5.1010219999999995"/>
        </geometry>
        <port xsi:type="esdl:InPort" id="C3.In" name="In" connectedTo="J2.Out"/>
        <port xsi:type="esdl:OutPort" id="C3.Out" name="Out" connectedTo="J3.In"/>
      </asset>
      <asset xsi:type="esdl:Joint" id="J3" name="Mof 3">
        <geometry xsi:type="esdl:Point" CRS="WGS84" lat="52.09" lon="5.1010219999999995"/>
        <port xsi:type="esdl:InPort" id="J3.In" name="In" connectedTo="C3.Out"/>
        <port xsi:type="esdl:OutPort" id="J3.Out" name="Out" connectedTo="S5.In S6.In P1.In"/>
      </asset>
      <asset xsi:type="esdl:Building" id="B1" name="Lindelaan 1">
        <geometry xsi:type="esdl:Point" CRS="WGS84" lat="52.090053940000004" lon="5.100292"/>
        <asset xsi:type="esdl:EConnection" id="E1" name="Aansluiting" capacity="8050.0">
          <port xsi:type="esdl:InPort" id="E1.InPh1" simultaneousPower="1200.0" name="InPh1" connectedTo="S1.Out PV1.Out"/>
          <port xsi:type="esdl:OutPort" id="E1.Out" name="Out" connectedTo="D1.In"/>
        </asset>
        <asset xsi:type="esdl:ElectricityDemand" id="D1" name="Huishouden">
          <port xsi:type="esdl:InPort" id="D1.In" name="In" connectedTo="E1.Out">
            <profile xsi:type="esdl:SingleValue" id="D1.y" value="9.0">
              <profileQuantityAndUnit xsi:type="esdl:QuantityAndUnitReference" reference="energy"/>
            </profile>
          </port>
        </asset>
        <asset xsi:type="esdl:PVInstallation" id="PV1" name="Zonnepanelen" power="4200.0">
          <port xsi:type="esdl:OutPort" id="PV1.Out" name="Out" connectedTo="E1.InPh1"/>
        </asset>
        <asset xsi:type="esdl:GasHeater" id="G1" name="CV-ketel" power="24000.0">
          <port xsi:type="esdl:InPort" id="G1.In" name="In"/>
          <port xsi:type="esdl:OutPort" id="G1.Out" name="Out"/>
        </asset>
      </asset>
      <asset xsi:type="esdl:ElectricityCable" id="S1" name="Aansluitkabel 1" assetType="4x10 Cu" length="6.0">
        <port xsi:type="esdl:InPort" id="S1.In" name="In" connectedTo="J1.Out"/>
        <port xsi:type="esdl:OutPort" id="S1.Out" name="Out" connectedTo="E1.InPh1"/>
      </asset>
      <asset xsi:type="esdl:Building" id="B2" name="Lindelaan 2">
        <geometry xsi:type="esdl:Point" CRS="WGS84" lat="52.08994606" lon="5.100292"/>
        <asset xsi:type="esdl:EConnection" id="E2" name="Aansluiting" capacity="8050.0">
          <port xsi:type="esdl:InPort" id="E2.InPh2" simultaneousPower="1200.0" name="InPh2" connectedTo="S2.Out"/>
          <port xsi:type="esdl:OutPort" id="E2.Out" name="Out" connectedTo="D2.In"/>
        </asset>
        <asset xsi:type="esdl:ElectricityDemand" id="D2" name="Huishouden">
          <port xsi:type="esdl:InPort" id="D2.In" name="In" connectedTo="E2.Out">
            <profile xsi:type="esdl:SingleValue" id="D2.y" value="3100.0">
              <profileQuantityAndUnit xsi:type="esdl:QuantityAndUnitReference" reference="kwh"/>
            </profile>
          </port>
        </asset>
      </asset>
      <asset xsi:type="esdl:ElectricityCable" id="S2" name="Aansluitkabel 2" assetType="4x10 Cu" length="6.0">
        <port xsi:type="esdl:InPort" id="S2.In" name="In" connectedTo="J1.Out"/>
        <port xsi:type="esdl:OutPort" id="S2.Out" name="Out" connectedTo="E2.InPh2"/>
      </asset>
      <asset xsi:type="esdl:Building" id="B3" name="Lindelaan 3">
        <geometry xsi:type="esdl:Point" CRS="WGS84" lat="52.090053940000004" lon="5.100657"/>
        <asset xsi:type="esdl:EConnection" id="E3" name="Aansluiting" capacity="8050.0">
          <port xsi:type="esdl:InPort" id="E3.InPh3" simultaneousPower="1200.0" name="InPh3" connectedTo="S3.Out PV3.Out"/>
          <port xsi:type="esdl:OutPort" id="E3.Out" name="Out" connectedTo="D3.In HP3.In"/>
        </asset>
        <asset xsi:type="esdl:ElectricityDemand" id="D3" name="Huishouden">
          <port xsi:type="esdl:InPort" id="D3.In" name="In" connectedTo="E3.Out">
            <profile xsi:type="esdl:SingleValue" id="D3.y" value="3100.0">
              <profileQuantityAndUnit xsi:type="esdl:QuantityAndUnitReference" reference="kwh"/>
            </profile>
          </port>
        </asset>
        <asset xsi:type="esdl:PVInstallation" id="PV3" name="Zonnepanelen" power="3600.0">
          <port xsi:type="esdl:OutPort" id="PV3.Out" name="Out" connectedTo="E3.InPh3"/>
        </asset>
        <asset xsi:type="esdl:HeatPump" id="HP3" name="Warmtepomp" power="7000.0" COP="3.5">
          <port xsi:type="esdl:InPort" id="HP3.In" name="In" connectedTo="E3.Out"/>
          <port xsi:type="esdl:OutPort" id="HP3.Out" name="Out" connectedTo="W3.In"/>
        </asset>
        <asset xsi:type="esdl:HeatingDemand" id="W3" name="Warmtevraag">
          <port xsi:type="esdl:InPort" id="W3.In" name="In" connectedTo="HP3.Out">
            <profile xsi:type="esdl:SingleValue" id="W3.y" value="9000.0">
              <profileQuantityAndUnit xsi:type="esdl:QuantityAndUnitReference" reference="kwh"/>
            </profile>
          </port>
        </asset>
      </asset>
      <asset xsi:type="esdl:ElectricityCable" id="S3" name="Aansluitkabel 3" assetType="4x10 Cu" length="6.0">
        <port xsi:type="esdl:InPort" id="S3.In" name="In" connectedTo="J2.Out"/>
        <port xsi:type="esdl:OutPort" id="S3.Out" name="Out" connectedTo="E3.InPh3"/>
      </asset>
      <asset xsi:type="esdl:Building" id="B4" name="Lindelaan 4">
        <geometry xsi:type="esdl:Point" CRS="WGS84" lat="52.08994606" lon="5.100657"/>
        <asset xsi:type="esdl:EConnection" id="E4" name="Aansluiting" capacity="8050.0">
          <port xsi:type="esdl:InPort" id="E4.InPh1" simultaneousPower="1200.0" name="InPh1" connectedTo="S4.Out"/>
          <port xsi:type="esdl:OutPort" id="E4.Out" name="Out" connectedTo="D4.In"/>
        </asset>
        <asset xsi:type="esdl:ElectricityDemand" id="D4" name="Huishouden">
          <port xsi:type="esdl:InPort" id="D4.In" name="In" connectedTo="E4.Out">
            <profile xsi:type="esdl:SingleValue" id="D4.y" value="3100.0">
              <profileQuantityAndUnit xsi:type="esdl:QuantityAndUnitReference" reference="kwh"/>
            </profile>
          </port>
        </asset>
      </asset>
      <asset xsi:type="esdl:ElectricityCable" id="S4" name="Aansluitkabel 4" assetType="4x10 Cu" length="6.0">
        <port xsi:type="esdl:InPort" id="S4.In" name="In" connectedTo="J2.Out"/>
        <port xsi:type="esdl:OutPort" id="S4.Out" name="Out" connectedTo="E4.InPh1"/>
      </asset>
      <asset xsi:type="esdl:Building" id="B5" name="Lindelaan 5">
        <geometry xsi:type="esdl:Point" CRS="WGS84" lat="52.090053940000004" lon="5.1010219999999995"/>
        <asset xsi:type="esdl:EConnection" id="E5" name="Aansluiting" capacity="17250.0">
          <port xsi:type="esdl:InPort" id="E5.InPh1" simultaneousPower="400.0" name="InPh1" connectedTo="S5.Out PV5.Out"/>
          <port xsi:type="esdl:InPort" id="E5.InPh2" simultaneousPower="400.0" name="InPh2" connectedTo="S5.Out"/>
          <port xsi:type="esdl:InPort" id="E5.InPh3" simultaneousPower="400.0" name="InPh3" connectedTo="S5.Out"/>
          <port xsi:type="esdl:OutPort" id="E5.Out" name="Out" connectedTo="D5.In BAT5.In EV5.In HP5.In"/>
        </asset>
        <asset xsi:type="esdl:ElectricityDemand" id="D5" name="Huishouden">
          <port xsi:type="esdl:InPort" id="D5.In" name="In" connectedTo="E5.Out">
            <profile xsi:type="esdl:SingleValue" id="D5.y" value="3100.0">
              <profileQuantityAndUnit xsi:type="esdl:QuantityAndUnitReference" reference="kwh"/>
            </profile>
          </port>
        </asset>
        <asset xsi:type="esdl:PVInstallation" id="PV5" name="Zonnepanelen" power="6000.0">
          <port xsi:type="esdl:OutPort" id="PV5.Out" name="Out" connectedTo="E5.InPh1"/>
        </asset>
        <asset xsi:type="esdl:Battery" id="BAT5" name="Thuisbatterij" capacity="36000000.0" chargeEfficiency="0.95" dischargeEfficiency="0.95" maxChargeRate="5000.0" maxDischargeRate="5000.0">
          <port xsi:type="esdl:InPort" id="BAT5.In" name="In" connectedTo="E5.Out"/>
        </asset>
        <asset xsi:type="esdl:EVChargingStation" id="EV5" name="Laadpunt" power="11000.0">
          <port xsi:type="esdl:InPort" id="EV5.In" name="In" connectedTo="E5.Out"/>
        </asset>
        <asset xsi:type="esdl:HeatPump" id="HP5" name="Warmtepomp" power="7000.0" COP="3.5">
          <port xsi:type="esdl:InPort" id="HP5.In" name="In" connectedTo="E5.Out"/>
          <port xsi:type="esdl:OutPort" id="HP5.Out" name="Out" connectedTo="W5.In"/>
        </asset>
        <asset xsi:type="esdl:HeatingDemand" id="W5" name="Warmtevraag">
          <port xsi:type="esdl:InPort" id="W5.In" name="In" connectedTo="HP5.Out">
            <profile xsi:type="esdl:SingleValue" id="W5.y" value="9000.0">
              <profileQuantityAndUnit xsi:type="esdl:QuantityAndUnitReference" reference="kwh"/>
            </profile>
          </port>
        </asset>
      </asset>
      <asset xsi:type="esdl:ElectricityCable" id="S5" name="Aansluitkabel 5" assetType="4x10 Cu" length="6.0">
        <port xsi:type="esdl:InPort" id="S5.In" name="In" connectedTo="J3.Out"/>
        <port xsi:type="esdl:OutPort" id="S5.Out" name="Out" connectedTo="E5.InPh1 E5.InPh2 E5.InPh3"/>
      </asset>
      <asset xsi:type="esdl:Building" id="B6" name="Lindelaan 6">
        <geometry xsi:type="esdl:Point" CRS="WGS84" lat="52.08994606" lon="5.1010219999999995"/>
        <asset xsi:type="esdl:EConnection" id="E6" name="Aansluiting" capacity="8050.0">
          <port xsi:type="esdl:InPort" id="E6.InPh2" simultaneousPower="1200.0" name="InPh2" connectedTo="S6.Out"/>
          <port xsi:type="esdl:OutPort" id="E6.Out" name="Out" connectedTo="D6.In"/>
        </asset>
        <asset xsi:type="esdl:ElectricityDemand" id="D6" name="Huishouden">
          <port xsi:type="esdl:InPort" id="D6.In" name="In" connectedTo="E6.Out">
            <profile xsi:type="esdl:SingleValue" id="D6.y" value="3100.0">
              <profileQuantityAndUnit xsi:type="esdl:QuantityAndUnitReference" reference="kwh"/>
            </profile>
          </port>
        </asset>
        <asset xsi:type="esdl:GasHeater" id="G6" name="CV-ketel" power="24000.0">
          <port xsi:type="esdl:InPort" id="G6.In" name="In"/>
          <port xsi:type="esdl:OutPort" id="G6.Out" name="Out"/>
        </asset>
      </asset>
      <asset xsi:type="esdl:ElectricityCable" id="S6" name="Aansluitkabel 6" assetType="4x10 Cu" length="6.0">
        <port xsi:type="esdl:InPort" id="S6.In" name="In" connectedTo="J3.Out"/>
        <port xsi:type="esdl:OutPort" id="S6.Out" name="Out" connectedTo="E6.InPh2"/>
      </asset>
      <asset xsi:type="esdl:EVChargingStation" id="P1" name="Laadplein" power="22000.0">
        <port xsi:type="esdl:InPort" id="P1.In" name="In" connectedTo="J3.Out"/>
      </asset>
    </area>
  </instance>
  <energySystemInformation xsi:type="esdl:EnergySystemInformation" id="info">
    <quantityAndUnits xsi:type="esdl:QuantityAndUnits" id="units">
      <quantityAndUnit xsi:type="esdl:QuantityAndUnitType" id="energy" physicalQuantity="ENERGY" unit="JOULE" multiplier="GIGA"/>
      <quantityAndUnit xsi:type="esdl:QuantityAndUnitType" id="kwh" physicalQuantity="ENERGY" unit="WATTHOUR" multiplier="KILO" perTimeUnit="YEAR"/>
    </quantityAndUnits>
  </energySystemInformation>
</esdl:EnergySystem>
